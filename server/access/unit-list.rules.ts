/**
 * The units of a district as one list: a centre, its departments, its streets and their communities. Superiors come before what
 * stands below them, whatever the order of the rows. Headings may be Chinese or English.
 */
import type { Unit } from '#contract/access.ts';
import { actorKinds, type ActorKind } from '#contract/actors.ts';
import { say, type Lang, type WordKey, type WordParams } from '#contract/words/words.ts';
import type { RowError } from '#kit/refusal.ts';

type UnitKind = Unit['kind'];
const kinds: readonly UnitKind[] = [
  'supervision',
  'command',
  'leadership',
  'department',
  'street',
  'community',
  'other',
];
const columns = {
  code: ['code', '代码', '单位代码'],
  name: ['name', '名称', '单位名称'],
  name_en: ['name_en', '英文名称'],
  kind: ['kind', '类型', '单位类型'],
  parent: ['parent', '上级单位', '隶属'],
  superior: ['superior', '督办上级'],
  actor: ['actor', '参与主体', '主体'],
  area: ['area', '区域代码', '辖区'],
  phone: ['phone', '值班电话', '电话'],
} as const;
type Column = keyof typeof columns;
const needed: readonly Column[] = ['code', 'name', 'kind'];

/** What a file gave: its headings, and the cells of each row by them. */
export type UnitTable = {
  columns: readonly string[];
  rows: readonly { row: number; values: ReadonlyMap<string, string>; columnCountOk: boolean }[];
};
const headingOf = (table: UnitTable, column: Column): string | undefined =>
  columns[column].find((name) => table.columns.includes(name));
export const missingUnitColumns = (table: UnitTable): string[] => needed.filter((name) => !headingOf(table, name));

type UnitDraft = {
  row: number;
  code: string;
  name: string;
  nameEn: string;
  kind: UnitKind;
  /** undefined: the list has no such column, or leaves it empty */
  actor: ActorKind | undefined;
  parentCode: string | null;
  superiorCode: string | null;
  /** undefined: the list says nothing about it */
  areaId: number | undefined;
  /** undefined: the list has no such column, or leaves it empty */
  dutyPhone: string | undefined;
};

export function readUnits(
  table: UnitTable,
  known: { hasUnit: (code: string) => boolean; areaIdOf: (code: string) => number | undefined },
  lang: Lang,
): { units: UnitDraft[]; errors: RowError[] } {
  const errors: RowError[] = [];
  const drafts = new Map<string, UnitDraft>();
  for (const { row, values, columnCountOk } of table.rows) {
    const before = errors.length;
    const complain = (field: string, word: WordKey, params: WordParams = {}) =>
      void errors.push({ row, field, reason: say(lang, word, params) });
    if (!columnCountOk) {
      complain('', 'import.column_count');
      continue;
    }
    const text = (column: Column): string => (values.get(headingOf(table, column) ?? '') ?? '').trim();
    const within = (column: 'code' | 'name' | 'name_en', n: number): string => {
      const value = text(column);
      if (value === '' && column !== 'name_en') complain(column, 'import.required');
      if (value.length > n) complain(column, 'import.too_long', { n });
      return value;
    };
    const [code, name, nameEn] = [within('code', 40), within('name', 80), within('name_en', 120)];
    const told = text('kind');
    const kind = kinds.find((one) =>
      [one, say('zh', `unit.kind.${one}`), say('en', `unit.kind.${one}`)].includes(told),
    );
    if (told === '') complain('kind', 'import.required');
    else if (!kind) complain('kind', 'access.import.kind', { value: told });
    const toldActor = text('actor');
    const actor = actorKinds.find((one) =>
      [one, say('zh', `unit.actor.${one}`), say('en', `unit.actor.${one}`)].includes(toldActor),
    );
    if (toldActor !== '' && !actor) complain('actor', 'access.import.actor', { value: toldActor });
    const dutyPhone = text('phone') || undefined;
    if (dutyPhone && dutyPhone.length > 40) complain('phone', 'import.too_long', { n: 40 });
    const area = text('area');
    const areaId = area === '' ? undefined : known.areaIdOf(area);
    if (area !== '' && areaId === undefined) complain('area', 'import.unknown_area', { value: area });
    const twice = drafts.get(code);
    if (twice) complain('code', 'access.import.twice', { row: twice.row });
    if (errors.length > before || !kind) continue;
    const [parentCode, superiorCode] = [text('parent') || null, text('superior') || null];
    drafts.set(code, { row, code, name, nameEn, kind, actor, parentCode, superiorCode, areaId, dutyPhone });
  }
  for (const { row, parentCode, superiorCode, code } of drafts.values())
    for (const [field, above] of [
      ['parent', parentCode],
      ['superior', superiorCode],
    ] as const)
      if (above === code || (above !== null && !drafts.has(above) && !known.hasUnit(above)))
        errors.push({ row, field, reason: say(lang, 'import.unknown_unit', { value: above }) });
  if (errors.length > 0) return { units: [], errors };
  return inOrder(drafts, lang);
}

/** Whoever stands above is written first; a ring of units that stand above one another is none. */
function inOrder(drafts: ReadonlyMap<string, UnitDraft>, lang: Lang): { units: UnitDraft[]; errors: RowError[] } {
  const units: UnitDraft[] = [];
  const placed = new Set<string>();
  let waiting = [...drafts.values()];
  while (waiting.length > 0) {
    const ready = waiting.filter(({ parentCode, superiorCode }) =>
      [parentCode, superiorCode].every((above) => above === null || !drafts.has(above) || placed.has(above)),
    );
    if (ready.length === 0)
      return {
        units: [],
        errors: waiting.map(({ row }) => ({ row, field: 'parent', reason: say(lang, 'access.import.ring') })),
      };
    for (const unit of ready) placed.add(unit.code);
    units.push(...ready);
    waiting = waiting.filter(({ code }) => !placed.has(code));
  }
  return { units, errors: [] };
}
