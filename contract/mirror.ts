/**
 * 答复之镜 · the answer mirror: what a reporter would miss in an answer, told before it is sent. The desk shows it while somebody
 * types, the server reads the same before the answer goes out. It never blocks: whoever sends all the same has overruled it, and
 * that is kept. Pure; it reads words, not truth. Chinese and English.
 */
import { gramsOf } from './grams.ts';
import type { Said, WordKey } from './words/words.ts';

export const hintKinds = [
  'too_short',
  'passed_on',
  'no_outcome',
  'no_explanation',
  'off_matter',
  'no_date',
  'no_contact',
  'officialese',
] as const;
export type HintKind = (typeof hintKinds)[number];

export type Hint = {
  kind: HintKind;
  /** the words it points at, as offsets in the answer */
  from: number;
  to: number;
  words: string;
  /** what a reporter would say of it */
  what: Said;
  /** what to write instead */
  instead: Said;
};

/** Where the answer stands in the loop: a refusal has no outcome to tell, an answer at once is itself the outcome. */
export type Purpose = 'close' | 'answer' | 'refuse' | 'uphold';

const alwaysTold: readonly HintKind[] = ['too_short', 'no_explanation', 'off_matter', 'no_contact', 'officialese'];
const told: Record<Purpose, readonly HintKind[]> = {
  close: hintKinds,
  answer: [...alwaysTold, 'passed_on'],
  refuse: alwaysTold,
  uphold: [...alwaysTold, 'passed_on', 'no_outcome'],
};

// ── Words ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** 套话, by what should stand there instead. */
const officialese: readonly (readonly ['time' | 'who' | 'rule' | 'empty', RegExp])[] = [
  [
    'time',
    /尽快|尽早|适时|择机|近期内?|早日|逐步(?:推进|解决|实施|完善)|条件成熟(?:后|时)|\bas soon as possible\b|\bin due course\b|\bat an appropriate time\b|\bin the near future\b|\bshortly\b/gi,
  ],
  [
    'who',
    /(?:相关|有关)(?:职能)?(?:部门|单位|科室|人员|方面)|职能部门|\b(?:relevant|competent|responsible|appropriate) (?:departments?|units?|authorit(?:y|ies)|parties)\b/gi,
  ],
  [
    'rule',
    /依法依规|(?:按照?|根据|依据|依照)(?:国家|上级|省市|我市|我区|我县)?(?:的)?(?:相关|有关)(?:的)?(?:法律法规|法律|法规|规定|政策|文件|要求)|\b(?:in accordance with|according to|under) (?:the )?(?:relevant|applicable) (?:laws?|rules?|regulations?|polic(?:y|ies))\b/gi,
  ],
  [
    'empty',
    /高度重视|第一时间|统筹考虑|认真(?:研究|对待)|切实(?:做好|加强|解决|维护|保障)|进一步(?:加强|加大|强化|推进|做好)|加大[^，。；、]{0,8}力度|积极(?:协调|推进|配合|作为)|妥善(?:处理|解决|处置)|举一反三|压实责任|形成合力|常态化|长效机制|全力(?:推进|保障)|研究解决|正在研究|\battach(?:es)? great importance\b|\btakes? (?:this|your concerns?) (?:very )?seriously\b|\bfurther strengthen\b|\bactively (?:coordinate|promote)\b|\bproperly handle\b/gi,
  ],
];

/** Greeting, receipt, thanks and farewell: polite, and no part of what is told. */
const courtesy =
  /^(?:(?:尊敬的)?(?:网友|市民|群众|居民|来信人|留言人|先生|女士|同志|朋友|您|你)?[“"']?[A-Za-z0-9]*[”"']?[\s:：,，]*(?:您好|你好)?)$|已?收悉|已阅|感谢|谢谢|欢迎(?:您)?继续|祝(?:您|你|愿)|此复|特此|(?:答复|回复|复函|处理情况|情况)如下|来信收到|留言收到|^(?:dear|hello|thank)|\bthank(?:s| you)\b|\bwe (?:have )?received your\b|^(?:sincerely|best regards|yours)\b/i;

/** Handed on to somebody: 已转、转交、交办. Not 转让, 转乘, 交通. */
const passing =
  /(?:转[交办给至到送呈由]|移交|批转|交[办由给至])|(?:已|现|并|将|予以|直接)转(?![让乘变型正学入出账岗业租户包移])|转(?:相关|有关)|转[^。；，]{2,20}(?:核处|调查|核实|核查|办理|处理|办复|关注)|\b(?:forwarded|passed|referred|transferred|handed) (?:it |this |your \w+ )?(?:on )?to\b/i;

/** Something was found, done, decided or fixed for a day. */
const outcome =
  /(?:已|已经|均已|现已|业已)[^。；，]{0,14}(?:完成|修复|修好|修补|更换|清理|清运|清除|拆除|整改|恢复|解决|发放|退还|安装|关停|查处|处罚|约谈|责令|通车|开通|竣工|办结|办理完毕|处理完毕|到位|移除|疏通|补种|补发|停工|停业|取缔|开工|启动|纳入|批复|立案)|(?:整改|修复|清理|维修|施工|处置)(?:完毕|完成|到位)|(?:不予|不能|无法|不符合|不属于|暂不|不具备|没有发现|未发现|不存在|同意|决定|予以)|(?:将|计划|预计|拟)[^。；]{0,24}(?:[0-9０-９一二三四五六七八九十]+[年月日号]|年底|月底|工作日)|(?:可以|可|请)(?:持|到|携带|拨打|登录|前往|向)|\b(?:was|were|has been|have been|is now|are now) (?:\w+ ){0,2}(?:repaired|replaced|cleared|removed|completed|finished|restored|installed|fined|paid|closed|fixed|resolved|cleaned|refunded)\b|\bwe (?:found|decided|repaired|replaced|removed|cleared|fixed|closed|cannot|will not)\b|\bwill be \w+ (?:by|on|before)\b/i;

/** Why it is so, or on what it stands. */
const explaining =
  /因为|因[^此而]|由于|原因|不宜|查(?:明|实|出)|据(?:查|了解|悉|统计|核实)|请到[^。；]{2,}(?:办理|申请|申报)|鉴于|考虑到|所以|因此|导致|造成|致使|根据|按照|依据|依照|参照|《[^》]+》|第[一二三四五六七八九十百零0-9]+条|规定|标准|政策|条例|办法|经[^。；，]{0,12}(?:核实|核查|调查|查|了解|勘察|勘查|查看|检查|走访|沟通|研究|协商|排查|现场)|属于?[^。；，]{1,20}(?:范围|管理|职责|产权|用地|性质|规划)|不属于|不符合|目前|现阶段|情况(?:是|为|属实|不属实)|属实|具体(?:情况|为|是)|需(?:要)?(?:提供|先|经|由|办理)|应(?:当|由|向|该)|可以|\bbecause\b|\bdue to\b|\bsince\b|\btherefore\b|\bunder (?:article|section|the)\b|\baccording to\b|\bthe (?:cause|reason)\b|\bwe (?:found|inspected|checked|visited)\b|\bowing to\b/i;

const dated =
  /[0-9０-９]{2,4}\s?年|[0-9０-９一二三四五六七八九十]{1,3}\s?月(?:[0-9０-９一二三四五六七八九十]{1,3}\s?[日号]|份|底|初|中旬|上旬|下旬)|[0-9０-９]{4}[-./][0-9０-９]{1,2}[-./][0-9０-９]{1,2}|[0-9０-９一二三四五六七八九十两]+\s?个?(?:工作日|小时|天|日|周|月)(?:内|后|之内|以内|前)|今天|今日|昨[天日]|明[天日]|当[天日]|本(?:周|月|年)|下(?:周|月)|年底|月底|星期[一二三四五六日]|周[一二三四五六日]|\b\d{1,2}(?:st|nd|rd|th)? (?:january|february|march|april|may|june|july|august|september|october|november|december)\b|\b(?:january|february|march|april|may|june|july|august|september|october|november|december) \d{1,2}\b|\b\d{4}-\d{2}-\d{2}\b|\bwithin \w+ (?:working |business )?(?:days?|hours?|weeks?)\b|\b(?:today|yesterday|tomorrow)\b/i;

const reachable =
  /(?:电话|热线|联系人|联系方式|致电|拨打|咨询|来电|请联系|与[^。；，]{1,16}联系|窗口|现场办理|办公室|服务中心|大厅)|[0-9０-９*＊]{3,4}[-－—*＊]{1,3}[0-9０-９*＊]{6,8}|12345|\b(?:call|phone|telephone|contact|ask|visit|e-?mail|hotline)\b/i;

// ── Reading ────────────────────────────────────────────────────────────────────────────────────────────────────────────

type Sentence = { from: number; to: number; text: string };
const sentencesOf = (text: string): Sentence[] =>
  [...text.matchAll(/(?:(?!如下\s*[:：])[^。！？!?；;\n])+(?:如下\s*[:：]|[。！？!?；;])*/g)].flatMap(
    ({ 0: whole, index }) => {
      const text = whole.trim();
      const from = index + whole.indexOf(text);
      return text === '' ? [] : [{ from, to: from + text.length, text }];
    },
  );

const onlyDate = /^[\s\d年月日号./\-—,，。:：（）()]+$/;
/** Characters that say something: Han count one each, a Latin word two. */
export const weightOf = (text: string): number =>
  (text.match(/[㐀-鿿]/g)?.length ?? 0) + 2 * (text.match(/[A-Za-z]{2,}/g)?.length ?? 0);

/** Below this an answer can hardly name a thing done and a reason. */
const shortest = 30;
/** An account of this length explains by telling, whatever its words. */
const tellingWeight = 70;
/** A question of so few words cannot be missed by its words. */
const fewestGrams = 4;
const officialeseTold = 5;

export function mirror(answer: string, report: { title: string; detail: string }, purpose: Purpose): Hint[] {
  const sentences = sentencesOf(answer);
  if (sentences.length === 0) return [];
  const substance = sentences.filter(({ text }) => !onlyDate.test(text) && !isCourtesy(text));
  // A long sentence that hands on and explains as well has told something of its own.
  const isPassed = ({ text }: Sentence) => passing.test(text) && !(explaining.test(text) && weightOf(text) >= shortest);
  const passed = substance.filter(isPassed);
  const own = substance.filter((sentence) => !isPassed(sentence));
  const ownText = own.map(({ text }) => text).join('');
  const [from, to] = [sentences[0]!.from, sentences.at(-1)!.to];
  const whole: Sentence = { from, to, text: answer.slice(from, to) };
  const [core = whole] = own.length > 0 ? own.toSorted((a, b) => b.text.length - a.text.length) : passed;
  const hints: Hint[] = [];
  const put = (kind: HintKind, { from, to, text: words }: Sentence, instead: WordKey) => {
    if (!told[purpose].includes(kind)) return;
    hints.push({
      kind,
      from,
      to,
      words,
      what: { word: `mirror.${kind}`, params: { words: clipped(words) } },
      instead: { word: instead },
    });
  };
  const hint = (kind: Exclude<HintKind, 'officialese'>, at: Sentence) => put(kind, at, `mirror.${kind}.instead`);

  const hasOutcome = own.some(({ text }) => outcome.test(text));
  const short = weightOf(substance.map(({ text }) => text).join('')) < shortest;
  const explains =
    own.some(({ text }) => explaining.test(text) && weightOf(text) >= 8) || weightOf(ownText) >= tellingWeight;
  if (short) hint('too_short', whole);
  if (passed.length > 0 && !hasOutcome) hint('passed_on', passed[0]!);
  else if (!hasOutcome) hint('no_outcome', core);
  if (!explains) hint('no_explanation', core);
  if (missesTheMatter(substance, report)) hint('off_matter', core);
  if (!dated.test(answer)) hint('no_date', passed[0] ?? core);
  if (!reachable.test(answer)) hint('no_contact', sentences.at(-1)!);
  for (const found of phrasesIn(answer).slice(0, officialeseTold))
    put('officialese', found, `mirror.officialese.${found.group}`);
  return hints;
}

/** Politeness with nothing else in it; a sentence that also tells something is told. */
const isCourtesy = (text: string): boolean =>
  courtesy.test(text) && !outcome.test(text) && !passing.test(text) && !(explaining.test(text) && weightOf(text) > 25);

function phrasesIn(answer: string): (Sentence & { group: (typeof officialese)[number][0] })[] {
  const found = officialese.flatMap(([group, words]) =>
    [...answer.matchAll(words)].map(({ 0: text, index }) => ({ group, text, from: index, to: index + text.length })),
  );
  return found.toSorted((a, b) => a.from - b.from);
}

/** Not one pair of characters, not one word of the report's stands in what the answer tells. */
function missesTheMatter(substance: readonly Sentence[], report: { title: string; detail: string }): boolean {
  const asked = new Set([...telling(report.title), ...telling(report.detail)]);
  if (asked.size < fewestGrams || substance.length === 0) return false;
  return !telling(substance.map(({ text }) => text).join(' ')).some((gram) => asked.has(gram));
}
/** Pairs of Han characters and whole Latin words; not what stands in every letter. */
const telling = (text: string): string[] =>
  gramsOf(text).filter((gram) => (/^[㐀-鿿]{2}$/.test(gram) || /^[a-z]{3,}$/.test(gram)) && !common.has(gram));
/** Pairs that stand in every letter. */
const common = new Set(
  '您好 你好 反映 映的 的问 问题 情况 您的 我们 请问 希望 是否 可以 没有 一个 什么 已经 进行 处理 解决 部门 相关 the and for you your our was has have are not with this that from'.split(
    ' ',
  ),
);

const clipped = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text);

/** Each kind once, in the order of their weight: what is kept of an answer that was sent all the same. */
export const kindsIn = (hints: readonly Hint[]): HintKind[] =>
  hintKinds.filter((kind) => hints.some((hint) => hint.kind === kind));
