/** Pure: the catalogue as Open311 shows it. A matter is a service; its filing conditions are what may be asked about it. */
import type { Attribute, Service } from '#contract/connect.ts';
import type { Matter } from '#contract/catalogue.ts';
import { say, type Lang } from '#contract/words/words.ts';
import { refuse, type Refusal } from '#kit/refusal.ts';

/** What a list of conditions is called in forms: attribute[condition]=… */
const conditionCode = 'condition';

/**
 * The matter's own code where it can stand in an address and no other matter that is still in use bears it too (two editions
 * side by side); else its number.
 */
export function serviceCodes(matters: readonly Matter[]): ReadonlyMap<number, string> {
  const taken = new Set<string>();
  const codes = new Map<number, string>();
  // Those in use first, the older first: a code that clients know stays with the matter they know it for.
  const order = [...matters].sort((a, b) => Number(a.retired) - Number(b.retired) || a.id - b.id);
  for (const { id, code } of order) {
    const plain = /^[A-Za-z0-9_-]{1,40}$/.test(code) && !taken.has(code);
    if (plain) taken.add(code);
    codes.set(id, plain ? code : `m${id}`);
  }
  return codes;
}

export const matterByCode = (matters: readonly Matter[], code: string): Matter | undefined => {
  const codes = serviceCodes(matters);
  return matters.find((matter) => codes.get(matter.id) === code.trim());
};

export const nameOf = (matter: Matter, lang: Lang): string =>
  lang === 'en' && matter.smallNameEn ? matter.smallNameEn : matter.smallName;

/** What may be asked for: nothing to answer first, the matter that takes everything at the very top. */
export function servicesShown(matters: readonly Matter[], lang: Lang): Service[] {
  const codes = serviceCodes(matters);
  const rank = (matter: Matter): number =>
    matter.fallback ? 0 : attributesOf(matter, lang).some(({ required }) => required) ? 2 : 1;
  return matters
    .filter(({ retired }) => !retired)
    .sort((a, b) => rank(a) - rank(b))
    .map((matter) => ({
      service_code: codes.get(matter.id)!,
      service_name: nameOf(matter, lang),
      description: conditionsOf(matter)
        .map(({ filing }) => filing)
        .join(lang === 'zh' ? '；' : '; '),
      metadata: attributesOf(matter, lang).length > 0,
      type: 'realtime',
      keywords: [...new Set([matter.smallName, matter.smallNameEn, matter.bigName, matter.bigNameEn])]
        .filter((word) => word !== '')
        .map((word) => word.replaceAll(',', ' '))
        .join(','),
      group: lang === 'en' && matter.bigNameEn ? matter.bigNameEn : matter.bigName,
    }));
}

const conditionsOf = (matter: Matter) => matter.conditions.filter(({ retired }) => !retired);

/**
 * The question which of several conditions it is: it must be answered where one of them is urgent and another is not, because
 * minutes count there. And what need not be reported, to be read only.
 */
export function attributesOf(matter: Matter, lang: Lang): Attribute[] {
  if (matter.fallback) return [];
  const conditions = conditionsOf(matter);
  const attributes: Omit<Attribute, 'order'>[] = [];
  if (conditions.length > 1) {
    const required = conditions.some(({ urgent }) => urgent) && conditions.some(({ urgent }) => !urgent);
    attributes.push({
      variable: true,
      code: conditionCode,
      datatype: 'singlevaluelist',
      required,
      datatype_description: required ? say(lang, 'open311.condition.why') : null,
      description: say(lang, 'open311.condition'),
      values: conditions.map(({ n, filing }) => ({ key: String(n), name: filing })),
    });
  }
  const notWhen = [...new Set(conditions.map((condition) => condition.notWhen).filter((text) => text !== ''))];
  if (notWhen.length > 0)
    attributes.push({
      variable: false,
      code: 'not_when',
      datatype: 'string',
      required: false,
      datatype_description: null,
      description: say(lang, 'open311.not_when', { text: notWhen.join(lang === 'zh' ? '；' : '; ') }),
    });
  return attributes.map((attribute, i) => ({ ...attribute, order: i + 1 }));
}

export type Answered = { conditionId: number | null; answers: { question: string; answer: string }[] };

/** What was answered to the service's questions; what nobody asked is not kept. */
export function answersTo(
  matter: Matter,
  given: Readonly<Record<string, string | readonly string[]>>,
  lang: Lang,
): Answered | Refusal {
  const answered: Answered = { conditionId: null, answers: [] };
  for (const { variable, code, required, description, values = [] } of attributesOf(matter, lang)) {
    if (!variable) continue;
    const told = Object.hasOwn(given, code) ? given[code]! : '';
    const value = (typeof told === 'string' ? told : (told[0] ?? '')).trim();
    if (value === '') {
      if (required) return refuse('open311.attribute_missing', { attribute: code, question: description });
      continue;
    }
    const chosen = values.find(({ key }) => key === value);
    if (!chosen)
      return refuse('open311.attribute_value', {
        attribute: code,
        value,
        allowed: values.map(({ key, name }) => `${key} (${name})`).join(lang === 'zh' ? '、' : ', '),
      });
    answered.conditionId = conditionsOf(matter).find(({ n }) => String(n) === value)?.id ?? null;
    answered.answers.push({ question: description, answer: chosen.name });
  }
  return answered;
}
