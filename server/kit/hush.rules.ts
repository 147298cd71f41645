/**
 * Words without the person who wrote them. What is published loses the numbers by which somebody could be reached (PIPL §25);
 * what is told in confidence (保密, 举报) loses besides what introduces its teller, before anybody who handles it reads it
 * (domain §7.2: the accused never learns the reporter's identity). Pure: the same text, the same words.
 */

const hidden = '***';

const numbers = [
  /[\w.+-]+@[\w-]+(\.[\w-]+)+/g, // e-mail
  /\d{17}[\dXx](?!\d)/g, // identity number
  /(?<!\d)(\+?86[- ]?)?1\d{2}[- ]?\d{4}[- ]?\d{4}(?!\d)/g, // mobile phone
  /(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)/g, // phone with its area code
  /(?<!\d)\d{8,}(?!\d)/g, // any other long number: phone without area code, bank card, account
];

const plainDigits = (text: string): string =>
  text.normalize('NFC').replace(/[\uff10-\uff19]/g, (digit) => digit.normalize('NFKC'));

/**
 * What is published of a text: numbers and addresses by which a person could be reached or known are taken out, and so is what
 * the sender gave as name and contact, where it stands in the text again.
 */
export function publicText(text: string, known: readonly (string | null | undefined)[] = []): string {
  let shown = plainDigits(text);
  for (const own of known) {
    const plain = own?.trim();
    if (plain && plain.length > 1) shown = shown.replaceAll(plain, hidden);
  }
  for (const pattern of numbers) shown = shown.replace(pattern, hidden);
  return shown.trim();
}

/** How people introduce themselves, say where they live and how to reach them; the whole clause goes. */
const introductions: readonly RegExp[] = [
  /^(我|本人|俺|咱|鄙人)\s*(叫|姓|名叫|的名字|是.{0,16}(业主|住户|居民|村民|租户|租客|房东|员工|职工|工人|学生|家长|邻居|楼上|楼下|隔壁|对门))/,
  /^.{0,4}((我们?家|本人|俺家|咱家|家)\s*(就|都)?\s*(住|在|位于)|(我们?|本人|俺|咱)\s*(就|都)?\s*(住|租住))/,
  /^.{0,4}(姓名|住址|家庭住址|家庭地址|现住址|身份证号?码?|工作单位)\s*(是|为|[:：])/,
  /(我|本人|来电人?|联系)的?\s*(电话|手机|座机|微信|号码|邮箱|联系方式)|(电话|手机|微信|QQ)号?码?\s*(是|为|[:：])|(请|可)?(联系|打给|找)(我|本人)/i,
  /^.{0,4}(来电人?|市民|反映人|举报人|投诉人|诉求人)[\p{Script=Han}]{0,4}(先生|女士|小姐|同志|师傅|大爷|大妈|阿姨|老师)$/u,
  /\b(my name is|i am called|i live|we live|i rent|my (home|house|flat|apartment|address|phone|number|mobile|e-?mail) (is|at)|call me|reach me|contact me)\b/i,
  /\bi(['’]m| am)\b.{0,40}\b(tenant|resident|owner|neighbou?r|employee|worker|student)\b/i,
];
/** Where somebody says she lives: the same words stand in the title and the place again. */
const livesAt =
  /(?:住在?|租住在?|家在|住址[是为:：]?|地址[是为:：]?|\blive (?:at|in)\b|\baddress is\b)\s*([^，。；！？、,;!?\n.]{3,60})/giu;
export const homesIn = (text: string): string[] =>
  [...plainDigits(text).matchAll(livesAt)].flatMap(([, home]) => {
    const whole = home!.trim();
    const house = whole.replace(/(\d+单元)?\d+(室|房|户|号房)?$/u, '');
    return house.length >= 5 && /\d/.test(house) ? [whole, house] : [whole];
  });

/** A polite form of address after a name: whoever calls in is often written down like this. */
const addressed = /(来电人?|市民|居民|反映人|举报人|投诉人|诉求人)([\p{Script=Han}]{1,3})(先生|女士|小姐|同志)/gu;

/**
 * What is shown of a text told in confidence to those who may not know its teller: no name, contact or number, and no clause in
 * which the teller introduces herself. What happened, and where, stays.
 */
export function hushed(text: string, known: readonly (string | null | undefined)[] = []): string {
  const [surname] = known.flatMap((own) => (own && /^\p{Script=Han}{2,4}$/u.test(own.trim()) ? [own.trim()] : []));
  const polite = surname
    ? new RegExp(`${surname[0]}[\\p{Script=Han}]{0,2}?(先生|女士|小姐|同志|师傅|大爷|大妈|阿姨|老师)`, 'gu')
    : undefined;
  let plain = publicText(text, known);
  // However it is written: 138 0013 8000 and 138-0013-8000 are the same telephone.
  for (const own of known) {
    const digits = own?.replace(/\D/g, '').slice(-11) ?? '';
    if (digits.length >= 7) plain = plain.replace(new RegExp(digits.split('').join('[\\s-]*'), 'g'), hidden);
  }
  const shown = plain
    .replace(addressed, `$1${hidden}`)
    .split(/([，。；！？、,;!?\n]|\.(?=\s|$))/)
    .map((clause) => (introductions.some((one) => one.test(clause.trim())) ? hidden : clause))
    .join('');
  return (polite ? shown.replace(polite, hidden) : shown).replace(/(\*{3}[，；、,;]?\s*){2,}/g, `${hidden} `).trim();
}
