/** The district's book of rules: listing, validating, drawing, saving, publishing templates, and moving running cases to another version. */
import type { Static } from 'typebox';
import { localDate } from '#contract/calendar.ts';
import type { Drawing, Template, TemplateProblem, TemplateRow } from '#contract/templates.ts';
import type { Lang } from '#contract/words/words.ts';
import { calendarOf, matterOf } from '#catalogue';
import type { AnyPermit, Permit } from '#access';
import { touch, type Tx } from '#kit/db.ts';
import { record } from '#kit/facts.ts';
import { sayTo } from '#kit/named.ts';
import { deny, isRefusal, refuse, Refused, type Refusal } from '#kit/refusal.ts';
import { moveByHouse } from './actions.ts';
import { shipped, standardName } from './shipped.rules.ts';
import { openCasesOfTemplate, publishDraft, readTemplates, saveDraft, setTemplateUses } from './store.ts';
import { drawingOf, labelOf, templateProblems, type Found } from './templates.rules.ts';
import { newestOf, templateOf, templatesOf, type Templates } from './templates.ts';
import { heldPosts, numberOfCase, runningOf } from './views.ts';

type Row = Static<typeof TemplateRow>;
type Problem = Static<typeof TemplateProblem>;
type Edit = Permit<'catalogue.edit'>;

const told = (template: Template, found: readonly Found[], lang: Lang): Problem[] =>
  found.map(({ where, reason, path }) => ({
    where,
    reason: sayTo(lang, reason.word, reason.params),
    path: path.map((state) => ({ state, label: labelOf(template, state, lang) })),
  }));

/** What the editor shows of a template that is not saved yet: its drawing, and why it may not be published. */
export async function judged(
  tx: Tx,
  regionId: number,
  template: Template,
  at: Date,
  lang: Lang,
): Promise<{ drawing: Drawing; problems: Problem[] }> {
  return {
    drawing: drawingOf(template, lang),
    problems: told(template, await problemsOf(tx, regionId, template, at), lang),
  };
}
async function problemsOf(tx: Tx, regionId: number, template: Template, at: Date): Promise<Found[]> {
  const { calendar } = await calendarOf(tx, regionId);
  return templateProblems(template, await heldPosts(tx, regionId, localDate(at, calendar.timeZone)));
}

/** Every version of every name: what ships with the house first. */
export async function templateRows(tx: Tx, regionId: number, lang: Lang, fresh = false): Promise<Row[]> {
  const all = fresh ? await readTemplates(tx, regionId) : await templatesOf(tx, regionId);
  const versions = [
    ...Object.entries(shipped).map(([name, template]) => ({ name, version: 1, template, own: undefined })),
    ...all.rows.map((own) => ({ name: own.name, version: own.version, template: own.body, own })),
  ];
  const running = await runningOf(tx, regionId, versions);
  return versions.map(({ name, version, template, own }, i) => ({
    name,
    version,
    title: template.title[lang],
    builtIn: own === undefined,
    published: own === undefined || own.publishedAt !== null,
    current: newestOf(all, name)?.version === version,
    savedBy: own?.savedBy ?? null,
    savedAt: own?.savedAt.toISOString() ?? null,
    savedN: own?.savedN ?? 0,
    reason: own?.reason ?? null,
    matters: [...all.uses].filter(([, used]) => used === name).map(([matterId]) => matterId),
    running: running[i] ?? 0,
  }));
}
const rowOf = async (tx: Tx, regionId: number, name: string, version: number, lang: Lang): Promise<Row> =>
  (await templateRows(tx, regionId, lang, true)).find((row) => row.name === name && row.version === version)!;

export async function oneTemplate(
  tx: Tx,
  regionId: number,
  name: string,
  version: number,
  at: Date,
  lang: Lang,
): Promise<{ row: Row; template: Template; drawing: Drawing; problems: Problem[] } | Refusal> {
  const template = templateOf(await templatesOf(tx, regionId), name, version === 0 ? 1 : version);
  if (!template) return refuse('thing.not_found');
  const row = await rowOf(tx, regionId, name, version === 0 ? 1 : version, lang);
  return { row, template, ...(await judged(tx, regionId, template, at, lang)) };
}

const nextVersion = (all: Templates, name: string): number =>
  Math.max(
    shipped[name] ? 1 : 0,
    ...all.rows.filter((row) => row.name === name && row.publishedAt).map((row) => row.version),
  ) + 1;

/** A draft may be wrong; only its publication may not. */
export async function saveTemplate(
  tx: Tx,
  permit: Edit,
  input: { name: string; savedN: number; template: Template; commandId: string },
  at: Date,
  lang: Lang,
): Promise<Row> {
  const { regionId } = permit;
  const all = await readTemplates(tx, regionId);
  const version = nextVersion(all, input.name);
  const draft = all.rows.find((row) => row.name === input.name && row.version === version);
  const body = JSON.stringify(input.template);
  const personId = permit.actor.personId;
  const savedN =
    (draft?.savedN ?? 0) === input.savedN
      ? await saveDraft(tx, regionId, { name: input.name, version, savedN: input.savedN, body, personId }, at)
      : undefined;
  if (savedN === undefined)
    return deny(
      'thing.stale',
      { version: draft?.savedN ?? 0 },
      { current: { savedN: draft?.savedN ?? 0, savedBy: draft?.savedBy ?? null } },
    );
  await touch(tx, regionId, 'templates');
  await tell(tx, permit, 'template.saved', input.name, { version, savedN }, at, input.commandId);
  return rowOf(tx, regionId, input.name, version, lang);
}

export async function publishTemplate(
  tx: Tx,
  permit: Edit,
  input: { name: string; version: number; reason: string; commandId: string },
  at: Date,
  lang: Lang,
): Promise<Row> {
  const { regionId } = permit;
  const all = await readTemplates(tx, regionId);
  const draft = all.rows.find((row) => row.name === input.name && row.version === input.version && !row.publishedAt);
  if (!draft) return deny('thing.not_found');
  const problems = told(draft.body, await problemsOf(tx, regionId, draft.body, at), lang);
  const [first] = problems;
  if (first) {
    const way = first.path.length > 0 ? ` (${first.path.map(({ label }) => label).join(' → ')})` : '';
    throw new Refused(
      refuse(
        'template.strands',
        { reason: `${first.reason}${way}` },
        {
          errors: problems.map((problem) => ({
            field: problem.where,
            reason: [
              problem.reason,
              ...(problem.path.length > 0 ? [problem.path.map(({ label }) => label).join(' → ')] : []),
            ].join('：'),
          })),
          current: { problems },
        },
      ),
    );
  }
  await publishDraft(tx, regionId, { ...input, personId: permit.actor.personId }, at);
  await touch(tx, regionId, 'templates');
  await tell(
    tx,
    permit,
    'template.published',
    input.name,
    { version: input.version, reason: input.reason },
    at,
    input.commandId,
  );
  return rowOf(tx, regionId, input.name, input.version, lang);
}

/** Which matters run by it; the standard process takes what no other has. */
export async function useTemplate(
  tx: Tx,
  permit: AnyPermit<'catalogue.edit'>,
  input: { name: string; matterIds: readonly number[]; reason: string; commandId: string },
  at: Date,
  lang: Lang,
): Promise<Row> {
  const { regionId } = permit;
  const newest = newestOf(await readTemplates(tx, regionId), input.name);
  if (!newest || input.name === standardName) return deny('thing.not_found');
  const matterIds = [...new Set(input.matterIds)]; // named twice is named
  for (const id of matterIds)
    if (!(await matterOf(tx, regionId, id))) deny('thing.unknown_reference', { field: 'matterIds', value: id });
  await setTemplateUses(tx, regionId, input.name, matterIds);
  await touch(tx, regionId, 'templates');
  await tell(tx, permit, 'template.used', input.name, { matterIds, reason: input.reason }, at, input.commandId);
  return rowOf(tx, regionId, input.name, newest.version, lang);
}

const atOnce = 200;
/** The named decision: each case is moved by a fact of its own, or told why it stays. */
export async function moveRunning(
  tx: Tx,
  permit: Edit,
  input: { name: string; from: number; to: number; reason: string; after: string | null },
  at: Date,
  lang: Lang,
): Promise<{ moved: number; refused: { id: string; number: string; reason: string }[]; next: string | null }> {
  const { regionId } = permit;
  const all = await templatesOf(tx, regionId);
  const target = all.rows.find((row) => row.name === input.name && row.version === input.to);
  if (!(shipped[input.name] && input.to === 1) && !target?.publishedAt) return deny('thing.not_found');
  const ids = await openCasesOfTemplate(tx, regionId, {
    name: input.name,
    version: input.from,
    after: input.after,
    limit: atOnce,
  });
  const refused: { id: string; number: string; reason: string }[] = [];
  for (const caseId of ids) {
    const change = { move: 'change_template' as const, template: input.name, version: input.to, reason: input.reason };
    const no = await moveByHouse(tx, regionId, caseId, change, permit.by, at);
    if (isRefusal(no))
      refused.push({
        id: caseId,
        number: await numberOfCase(tx, regionId, caseId),
        reason: sayTo(lang, `problem.${no.refusal}`, no.params),
      });
  }
  return { moved: ids.length - refused.length, refused, next: ids.length === atOnce ? ids.at(-1)! : null };
}

const tell = (
  tx: Tx,
  permit: AnyPermit<'catalogue.edit'>,
  kind: string,
  name: string,
  data: Record<string, unknown>,
  at: Date,
  commandId: string,
) => record(tx, permit.regionId, [{ subject: 'template', subjectId: name, kind, at, by: permit.by, data }], commandId);
