/**
 * From the rows of a list to matters and responsibilities, with every wrong cell told by its row and column. Pure: what a
 * code refers to is looked up by the caller. Columns may have their Chinese or their English names.
 */
import type { matterKinds } from '#contract/catalogue.ts';
import { discoveries } from '#contract/cases.ts';
import { formatLimit, limitCode, parseLimit } from '#contract/worktime.ts';
import { say, type Lang, type WordKey, type WordParams } from '#contract/words/words.ts';
import type { RowError } from '#kit/refusal.ts';
import type { Table, TableRow } from './table-file.ts';

export type MatterDraft = {
  row: number;
  edition: string;
  kind: (typeof matterKinds)[number];
  big: string;
  bigName: string;
  bigNameEn: string;
  small: string;
  smallName: string;
  smallNameEn: string;
  code: string;
  /** undefined: the list has no such column, so it is left as it is */
  sensitive: boolean | undefined;
  fallback: boolean | undefined;
  conditions: ConditionDraft[];
};
export type ConditionDraft = {
  row: number;
  n: number;
  filing: string;
  closing: string;
  timeLimit: string;
  urgent: boolean;
  photoHint: string;
  notWhen: string;
  basis: string;
  discovery: string[];
};
export type ResponsibilityDraft = {
  row: number;
  edition: string;
  matter: string;
  condition: number | null;
  area: string;
  /** a unit's code or name; '' when the street office of the place leads */
  lead: string;
  /** further units of the same column: 'a;b' are two that may lead alike */
  also: string[];
  leadByArea: boolean;
  coUnits: string[];
  coByArea: boolean;
  basis: string;
};

/** Headings by which a column is known, first the one that errors name. */
const matterColumns = {
  edition: ['edition', '版本', '标准版本'],
  kind: ['kind', '类型', '类别'],
  big: ['big', '大类代码', '大类编码'],
  big_name: ['big_name', '大类', '大类名称'],
  big_name_en: ['big_name_en', '大类英文'],
  small: ['small', '小类代码', '小类编码'],
  small_name: ['small_name', '小类', '小类名称', '事项'],
  small_name_en: ['small_name_en', 'name_en', '小类英文', '事项英文'],
  condition_no: ['condition_no', '条件序号', '序号'],
  condition: ['condition', '立案条件'],
  close_condition: ['close_condition', '结案条件', '结案标准'],
  limit: ['limit', '时限', '处置时限'],
  urgent: ['urgent', '紧急'],
  photo_hint: ['photo_hint', '采集要求'],
  do_not_report_when: ['do_not_report_when', '不报情形', '不上报情形'],
  basis: ['basis', '依据'],
  discovery: ['discovery', '发现方式'],
  sensitive: ['sensitive', '敏感'],
  fallback: ['fallback', '兜底'],
};
const matterColumnsNeeded = [
  'kind',
  'big',
  'big_name',
  'small',
  'small_name',
  'condition',
  'close_condition',
  'limit',
] as const;
const responsibilityColumns = {
  edition: ['edition', '版本', '标准版本'],
  matter: ['matter', '事项', '事项代码'],
  area: ['area', '区域', '区域代码'],
  condition: ['condition', '条件', '条件序号', '立案条件'],
  lead: ['lead', '主责', '主责单位', '主办单位'],
  co_units: ['co_units', '配合', '配合单位', '协办单位'],
  basis: ['basis', '依据'],
};
const responsibilityColumnsNeeded = ['matter', 'lead'] as const;

/** The columns a list of this kind must have and has not, by their first names. */
export const missingColumns = (what: 'matters' | 'responsibilities', table: Table): string[] => {
  const [known, needed] =
    what === 'matters'
      ? ([matterColumns, matterColumnsNeeded] as const)
      : ([responsibilityColumns, responsibilityColumnsNeeded] as const);
  return needed.filter(
    (name) => !(known as Record<string, string[]>)[name]!.some((heading) => table.columns.includes(heading)),
  );
};

type Cells<C> = { row: number; text: (column: keyof C & string) => string; has: (column: keyof C & string) => boolean };
type Complain = (row: number, field: string, word: WordKey, params?: WordParams) => void;

const cellsOf = <C extends Record<string, string[]>>(columns: C, table: Table) => {
  const headings = new Map(
    Object.entries(columns).map(([name, known]) => [name, known.find((heading) => table.columns.includes(heading))]),
  );
  return (row: TableRow): Cells<C> => ({
    row: row.row,
    text: (column) => row.values.get(headings.get(column) ?? '') ?? '',
    has: (column) => headings.get(column) !== undefined,
  });
};

const collector = (lang: Lang) => {
  const errors: RowError[] = [];
  const complain: Complain = (row, field, word, params = {}) =>
    errors.push({ row, field, reason: say(lang, word, params) });
  return { errors, complain };
};

/** Spreadsheets take "01" for the number 1; codes of one digit are therefore read as two. */
const codeOf = (text: string): string => (/^\d$/.test(text) ? `0${text}` : text);
export const matterCode = (kind: string, big: string, small: string): string =>
  `${kind === 'component' ? 'C' : kind === 'event' ? 'E' : 'S'}${big}${small}`;

// Looked up by what somebody wrote into a cell, which may be "constructor".
const kinds = new Map<string, (typeof matterKinds)[number]>([
  ['component', 'component'],
  ['部件', 'component'],
  ['event', 'event'],
  ['事件', 'event'],
  ['service', 'service'],
  ['服务', 'service'],
]);
const yesNo = new Map([
  ['yes', true],
  ['是', true],
  ['true', true],
  ['1', true],
  ['no', false],
  ['否', false],
  ['false', false],
  ['0', false],
]);

/** `5d`, or as people write it: `5工作日`, `5个工作日`, `2 紧急工作时`. */
export function readLimit(text: string): string | null {
  const short = parseLimit(text);
  if (short) return short.kind === 'instant' ? null : limitCode(short);
  const [, n, unit] = /^(\d+(?:\.\d+)?)\s*个?\s*(\D+)$/.exec(text) ?? [];
  for (const code of n && unit ? ['uh', 'h', 'd', 'de', 'nd', 'ud'] : []) {
    const limit = parseLimit(`${n}${code}`);
    if (limit && formatLimit(limit, 'zh').slice(String(Number(n)).length) === unit) return limitCode(limit);
  }
  return null;
}

export function readMatters(
  table: Table,
  options: { edition?: string; lang: Lang },
): { matters: MatterDraft[]; errors: RowError[] } {
  const { errors, complain } = collector(options.lang);
  const cells = cellsOf(matterColumns, table);
  const matters = new Map<string, MatterDraft>();
  let fallbackRow: number | undefined;
  for (const tableRow of table.rows) {
    const cell = cells(tableRow);
    const { row } = cell;
    if (!tableRow.columnCountOk) {
      complain(row, '', 'import.column_count');
      continue;
    }
    const before = errors.length;
    const required = (column: keyof typeof matterColumns, length: number, fallback = '') => {
      const text = cell.text(column) || fallback;
      if (text === '') complain(row, column, 'import.required');
      else if (text.length > length) complain(row, column, 'import.too_long', { n: length });
      return text;
    };
    const optional = (column: keyof typeof matterColumns, length: number, fallback = '') => {
      const text = cell.text(column) || fallback;
      if (text.length > length) complain(row, column, 'import.too_long', { n: length });
      return text;
    };
    const flag = (column: 'urgent' | 'sensitive' | 'fallback'): boolean | undefined => {
      const text = cell.text(column).toLowerCase();
      if (text === '') return cell.has(column) ? false : undefined;
      if (!yesNo.has(text)) complain(row, column, 'import.yes_no');
      return yesNo.get(text);
    };
    const code = (column: 'big' | 'small') => {
      const text = codeOf(required(column, 10));
      if (text !== '' && !/^[0-9A-Za-z]{1,10}$/.test(text)) complain(row, column, 'import.code');
      return text;
    };
    const kindText = required('kind', 20).toLowerCase();
    const kind = kinds.get(kindText);
    if (kindText !== '' && !kind) complain(row, 'kind', 'import.kind');
    const [big, small] = [code('big'), code('small')];
    const draft: MatterDraft = {
      row,
      edition: required('edition', 60, options.edition),
      kind: kind ?? 'event',
      big,
      bigName: required('big_name', 60),
      bigNameEn: optional('big_name_en', 120),
      small,
      smallName: required('small_name', 60),
      smallNameEn: optional('small_name_en', 120),
      code: matterCode(kind ?? 'event', big, small),
      sensitive: flag('sensitive'),
      fallback: flag('fallback'),
      conditions: [],
    };
    const numberText = cell.text('condition_no') || '1';
    const n = /^\d{1,4}$/.test(numberText) ? Number(numberText) : 0;
    if (n < 1) complain(row, 'condition_no', 'import.number');
    const limitText = required('limit', 40);
    const timeLimit = readLimit(limitText);
    if (limitText !== '' && timeLimit === null) complain(row, 'limit', 'import.limit');
    const discovery = cell
      .text('discovery')
      .split(/[;；、,，\s]+/)
      .filter(Boolean);
    if (discovery.some((one) => !(discoveries as readonly string[]).includes(one)))
      complain(row, 'discovery', 'import.discovery');
    const condition: ConditionDraft = {
      row,
      n,
      filing: required('condition', 500),
      closing: required('close_condition', 500),
      timeLimit: timeLimit ?? '',
      urgent: flag('urgent') ?? false,
      photoHint: optional('photo_hint', 500),
      notWhen: optional('do_not_report_when', 500),
      basis: optional('basis', 500, say('zh', 'matter.no_basis')),
      discovery,
    };

    const key = `${draft.edition}\n${draft.code}`;
    const matter = matters.get(key);
    if (matter) {
      const same = (field: 'bigName' | 'smallName', column: string) => {
        if (draft[field] !== '' && matter[field] !== draft[field])
          complain(row, column, 'import.other_name', { row: matter.row, name: matter[field] });
      };
      same('bigName', 'big_name');
      same('smallName', 'small_name');
      for (const [field, column] of [
        ['sensitive', 'sensitive'],
        ['fallback', 'fallback'],
      ] as const)
        if (matter[field] !== draft[field]) complain(row, column, 'import.other_value', { row: matter.row });
      const twin = matter.conditions.find((one) => one.n === n);
      if (twin) complain(row, 'condition_no', 'import.twice', { row: twin.row });
    } else if (draft.fallback) {
      if (fallbackRow !== undefined) complain(row, 'fallback', 'import.one_fallback', { row: fallbackRow });
      fallbackRow ??= row;
    }
    if (errors.length > before) continue;
    if (!matter) matters.set(key, draft);
    (matter ?? draft).conditions.push(condition);
  }
  return { matters: [...matters.values()], errors };
}

const listed = (text: string, mark: RegExp): string[] =>
  text
    .split(mark)
    .map((one) => one.trim())
    .filter(Boolean);

/** 街道: the street office of the place. */
const byArea = (text: string): boolean => ['街道', '属地', '属地街道', 'street'].includes(text.toLowerCase());

export function readResponsibilities(
  table: Table,
  options: { edition?: string; lang: Lang },
): { responsibilities: ResponsibilityDraft[]; errors: RowError[] } {
  const { errors, complain } = collector(options.lang);
  const cells = cellsOf(responsibilityColumns, table);
  const rowOf = new Map<string, number>();
  const responsibilities: ResponsibilityDraft[] = [];
  for (const tableRow of table.rows) {
    const cell = cells(tableRow);
    const { row } = cell;
    if (!tableRow.columnCountOk) {
      complain(row, '', 'import.column_count');
      continue;
    }
    const before = errors.length;
    const matter = cell.text('matter');
    if (matter === '') complain(row, 'matter', 'import.required');
    const [lead = '', ...also] = listed(cell.text('lead'), /[;；]+/);
    if (lead === '') complain(row, 'lead', 'import.required');
    const numberText = cell.text('condition');
    const condition = numberText === '' ? null : /^\d{1,4}$/.test(numberText) ? Number(numberText) : 0;
    if (condition === 0) complain(row, 'condition', 'import.number');
    if (also.length > 0 && [lead, ...also].some(byArea)) complain(row, 'lead', 'import.street_leads_alone');
    const helpers = listed(cell.text('co_units'), /[;；、,，]+/);
    if ([lead, ...also].some((one) => helpers.includes(one)) || (byArea(lead) && helpers.some(byArea)))
      complain(row, 'co_units', 'import.lead_also_helps');
    const basis = cell.text('basis') || say('zh', 'matter.no_basis');
    if (basis.length > 500) complain(row, 'basis', 'import.too_long', { n: 500 });
    const draft: ResponsibilityDraft = {
      row,
      edition: cell.text('edition') || (options.edition ?? ''),
      matter,
      condition,
      area: cell.text('area'),
      lead: byArea(lead) ? '' : lead,
      also: [...new Set(also)],
      leadByArea: byArea(lead),
      coUnits: [...new Set(helpers.filter((one) => !byArea(one)))],
      coByArea: helpers.some(byArea),
      basis,
    };
    const scope = [draft.edition, matter, condition ?? '', draft.area].join('\n');
    const twin = rowOf.get(scope);
    if (twin !== undefined) complain(row, 'matter', 'import.twice', { row: twin });
    if (errors.length > before) continue;
    rowOf.set(scope, row);
    responsibilities.push(draft);
  }
  return { responsibilities, errors };
}
