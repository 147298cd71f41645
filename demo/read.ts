/** The tables of the imaginary district, as rows. They are data: edit the CSV files, not code. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Post, Unit } from '#contract/access.ts';
import type { channels, reportKinds } from '#contract/cases.ts';
import type { matterKinds } from '#contract/catalogue.ts';
import { figureNames } from '#contract/evaluation.ts';
import type { keptIn } from '#contract/standards.ts';
import type { SceneName } from './pictures.ts';

export type UnitRow = {
  code: string;
  name: string;
  name_en: string;
  kind: Unit['kind'];
  /** the unit above in the tree; empty for a root unit */
  parent: string;
  /** in whose queue a red case also stands */
  superior: string;
  /** code of its territory */
  area: string;
};
export type PersonRow = {
  login: string;
  name: string;
  name_en: string;
  post: Post;
  unit: string;
  area: string;
  phone: string;
};
/** 四块牌子: units below the command centre with one team behind them, and the post that is held in each. */
export type NameplateRow = { code: string; name: string; name_en: string; post: Post };
export type CatalogueRow = {
  edition: string;
  kind: (typeof matterKinds)[number];
  big: string;
  big_name: string;
  big_name_en: string;
  small: string;
  small_name: string;
  small_name_en: string;
  condition_no: string;
  condition: string;
  close_condition: string;
  limit: string;
  urgent: 'yes' | 'no';
  photo_hint: string;
  do_not_report_when: string;
  basis: string;
  discovery: string;
  sensitive: 'yes' | 'no';
  fallback: 'yes' | 'no';
};
/** What a catalogue has no room for: what the matter looks like, where it happens, and how small it is. */
export type MatterRow = {
  matter: string;
  name: string;
  /** a scene of pictures.ts */
  scene: SceneName;
  /** a kind of place of the gazetteer */
  place: string;
  /** small enough that a keeper may settle it on the spot */
  self_handled: 'yes' | 'no';
};
export type ResponsibilityRow = {
  matter: string;
  area: string;
  condition: string;
  /** a unit's code, or 街道: the street office of the place */
  lead: string;
  co_units: string;
  basis: string;
};
export type SentenceRow = { condition: string; sentence: string };
export type ReportRow = {
  id: string;
  /** matter code and number of the filing condition, as `E0405-1`; empty when it ends without a case being filed */
  condition: string;
  /** `refused.…` or `voided.…` with the reason of contract/cases.ts */
  exit: string;
  kind: (typeof reportKinds)[number];
  channel: (typeof channels)[number];
  lang: 'zh' | 'en';
  title: string;
  detail: string;
};
export type AnswerRow = { purpose: string; matter: string; reason: string; lang: 'zh' | 'en'; text: string };
/** `;` between the lines of a part; a measure may name its figure behind `|`. */
export type StandardRow = { matter: string; basis: string; steps: string; checks: string; measures: string };
export type FormRow = {
  form: string;
  unit: string;
  per_month: string;
  fields: string;
  kept_in: (typeof keptIn)[number] | '';
  since: string;
};
export type ArticleRow = { question: string; answer: string; office: string; terms: string };

/** The lead that means "the street office of the place" (属地). */
export const territorial = '街道';

/** `C0101`: the kind's letter, the big class and the small class. Codes are ours, with the edition label. */
export const matterCode = (row: Pick<CatalogueRow, 'kind' | 'big' | 'small'>): string =>
  `${{ component: 'C', event: 'E', service: 'S' }[row.kind]}${row.big}${row.small}`;
export const conditionCode = (row: CatalogueRow): string => `${matterCode(row)}-${row.condition_no}`;

function table<Row>(file: string): Row[] {
  return parse<Row>(readFileSync(join(import.meta.dirname, file)), { columns: true, skip_empty_lines: true });
}

const linesOf = (part: string): string[] => part.split(';');
export const standardOf = ({ basis, steps, checks, measures }: StandardRow) => ({
  basis,
  steps: linesOf(steps),
  checks: linesOf(checks),
  measures: linesOf(measures).map((measure) => {
    const [text = '', named] = measure.split('|');
    return { text, figure: figureNames.find((figure) => figure === named) ?? null };
  }),
});

export const readDemo = () => ({
  units: table<UnitRow>('units.csv'),
  people: table<PersonRow>('people.csv'),
  nameplates: table<NameplateRow>('nameplates.csv'),
  catalogue: table<CatalogueRow>('catalogue.csv'),
  matters: table<MatterRow>('matters.csv'),
  responsibilities: table<ResponsibilityRow>('responsibilities.csv'),
  sentences: table<SentenceRow>('sentences.csv'),
  reports: table<ReportRow>('reports.csv'),
  answers: table<AnswerRow>('answers.csv'),
  articles: table<ArticleRow>('knowledge.csv'),
  standards: table<StandardRow>('standards.csv'),
  forms: table<FormRow>('forms.csv'),
});
export type Demo = ReturnType<typeof readDemo>;
