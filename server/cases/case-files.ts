/**
 * 导出文件: the whole of a list as a file, written beside the command that asked for it. Only who asked opens it, as long as she may see
 * cases at all; after a day it is deleted with the job. Who took how much away, filtered how, is a fact, and so is each fetching.
 */
import type { FastifyInstance } from 'fastify';
import { caseColumns, columnCells, columnHead, type CaseColumnName, type Telling } from '#contract/case-columns.ts';
import {
  fileKeptHours,
  listCaseFiles,
  longestList,
  readCaseFile,
  writeCaseFile,
  type CaseFile,
  type CaseListQuery,
} from '#contract/files.ts';
import { HOUR, offsetAt } from '#contract/calendar.ts';
import type { CaseRow } from '#contract/cases.ts';
import { csvLines, csvStart } from '#contract/csv.ts';
import { say, type Lang } from '#contract/words/words.ts';
import type { Job } from '#contract/areas.ts';
import { permit, type Permit } from '#access';
import { regionOf } from '#areas';
import { inRegion, type Tx } from '#kit/db.ts';
import { record } from '#kit/facts.ts';
import { fileName, type Files } from '#kit/files.ts';
import { renamed } from '#kit/named.ts';
import { forgetJobs, jobsBy, startJob, type Progress } from '#kit/jobs.ts';
import { deny, granted } from '#kit/refusal.ts';
import { Bytes, serve, type House } from '#kit/serve.ts';
import { wholeQueue } from './views.ts';

const kind = 'cases.file';
/** So many lines are read, written and told of at once. */
const atOnce = 500;
type Written = { rows: number; bytes: number; cut: boolean };
type Asked = { id: string; query: CaseListQuery; columns: readonly CaseColumnName[]; at: Date; lang: Lang };
const nameOf = (regionId: number, id: string): string => fileName('csv', regionId, id, '.csv');

export function caseFileRoutes(app: FastifyInstance, house: House): void {
  serve(app, house, writeCaseFile, async ({ tx, actor, regionId, body, at, lang }) => {
    const by = granted(permit(actor, 'cases.see'));
    const before = await filesOf(tx, regionId, actor.personId, at);
    if (before.some(({ job }) => job.state === 'running')) deny('file.being_written');
    const job = { id: body.id, kind, byPerson: actor.personId, lang };
    return startJob(house, tx, regionId, job, async (progress) => ({
      result: await writeFile(house, by, { ...body, at, lang }, progress),
    }));
  });
  serve(app, house, listCaseFiles, async ({ tx, actor, regionId, at }) => {
    granted(permit(actor, 'cases.see'));
    return { files: await filesOf(tx, regionId, actor.personId, at) };
  });
  serve(app, house, readCaseFile, async ({ tx, actor, regionId, params, at }) => {
    const by = granted(permit(actor, 'cases.see'));
    const files = await filesOf(tx, regionId, actor.personId, at);
    const file = files.find(({ job }) => job.id === params.jobId && job.state === 'done');
    const content = file && (await house.files.stream(nameOf(regionId, params.jobId)));
    if (!content) return deny('thing.not_found');
    const data = { rows: file.rows };
    await record(tx, regionId, [
      { subject: 'list', subjectId: params.jobId, kind: 'list.fetched', at, by: by.by, data },
    ]);
    return new Bytes(content.pieces, readCaseFile.download!, {
      'content-length': String(content.bytes),
      'content-disposition': `attachment; filename="cases-${file.job.startedAt.slice(0, 10)}.csv"`,
      'cache-control': 'private, no-store',
    });
  });
}

async function filesOf(tx: Tx, regionId: number, personId: string, at: Date): Promise<CaseFile[]> {
  const since = new Date(at.getTime() - fileKeptHours * HOUR);
  const jobs = await jobsBy(tx, regionId, { byPerson: personId, kind, since });
  return jobs.map((job) => ({ job, ...ofJob(job), until: until(job) }));
}
const until = ({ startedAt }: Job): string => new Date(Date.parse(startedAt) + fileKeptHours * HOUR).toISOString();
function ofJob({ state, result }: Job): { rows: number | null; bytes: number | null; cut: boolean } {
  return state === 'done' ? (result as Written) : { rows: null, bytes: null, cut: false };
}

/** In one transaction, so that the list is that of one moment; what asks how far it is looks from outside. */
async function writeFile(
  house: Pick<House, 'db' | 'files' | 'now' | 'englishNames'>,
  by: Permit<'cases.see'>,
  { id, query, columns, at, lang }: Asked,
  progress: Progress,
): Promise<Written> {
  const { regionId } = by;
  // in the order of the table, whatever the order they were named in
  const shown = caseColumns.filter(({ name }) => columns.includes(name));
  const written = await inRegion(house.db, regionId, async (tx) => {
    const telling = tellingOf(lang, (await regionOf(tx, regionId)).timeZone);
    const names = lang === 'en' ? await house.englishNames(tx, regionId) : undefined;
    const told = (row: CaseRow) => (names ? renamed(row, names) : row);
    let [rows, all] = [0, 0];
    async function* lines() {
      yield csvStart + csvLines([columnHead(shown, telling)]);
      // one more than fits tells that there was more
      for await (const piece of wholeQueue(tx, by.actor, query, { at, atOnce, most: longestList + 1 })) {
        all = piece.total;
        const fit = piece.rows.slice(0, longestList - rows);
        rows += fit.length;
        yield csvLines(fit.map((row) => columnCells(shown, told(row), telling)));
        await progress.at(rows, Math.min(all, longestList));
      }
    }
    const bytes = await house.files.gather(nameOf(regionId, id), lines());
    progress.goOn();
    const data = { rows, query, columns: shown.map(({ name }) => name) };
    const fact = { subject: 'list' as const, subjectId: id, kind: 'list.exported', at: house.now(), by: by.by, data };
    await record(tx, regionId, [fact], id);
    return { rows, bytes, cut: all > longestList };
  }).catch(async (error: unknown) => {
    await house.files.remove(nameOf(regionId, id));
    throw error;
  });
  return written;
}

/** As the desk says it: the reader's language, the district's clock. */
const tellingOf = (lang: Lang, timeZone: string): Telling => ({
  say: (key, params) => say(lang, key, params),
  time: (at) => {
    const instant = Date.parse(at);
    return new Date(instant + offsetAt(timeZone, instant)).toISOString().slice(0, 16).replace('T', ' ');
  },
});

/** What was not fetched within a day is not fetched any more. */
export const forgetCaseFiles = (tx: Tx, files: Files, regionId: number, at: Date, most: number): Promise<number> =>
  forgetJobs(tx, regionId, { kind, before: new Date(at.getTime() - fileKeptHours * HOUR), atOnce: most }, (jobId) =>
    files.remove(nameOf(regionId, jobId)),
  );
