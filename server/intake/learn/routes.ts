import type { FastifyInstance } from 'fastify';
import * as wire from '#contract/triage.ts';
import { say, type Lang } from '#contract/words/words.ts';
import { permit } from '#access';
import { mattersOf, readTable } from '#catalogue';
import { inRegion } from '#kit/db.ts';
import { startJob } from '#kit/jobs.ts';
import { deny, granted } from '#kit/refusal.ts';
import { serve, type House } from '#kit/serve.ts';
import { seesCase } from '../views.ts';
import { switchMatter, teach, trainTriage } from './actions.ts';
import { exampleColumns, linesOfJson, readExamples, type ExampleError, type GivenRow } from './examples.ts';
import { proposalFor, triageMatters, triageView } from './views.ts';

export function triageRoutes(app: FastifyInstance, house: House): void {
  serve(app, house, wire.readTriage, async ({ tx, actor, regionId, query, at }) => {
    granted(permit(actor, 'catalogue.see'));
    return triageView(tx, regionId, query, at);
  });
  serve(app, house, wire.listTriageMatters, async ({ tx, actor, regionId, query, at }) => {
    granted(permit(actor, 'catalogue.see'));
    return triageMatters(tx, regionId, query, at);
  });
  serve(app, house, wire.switchTriage, async ({ tx, actor, params, body, at, commandId }) => {
    const { automatic } = body;
    const { matterId } = params;
    await switchMatter(tx, granted(permit(actor, 'catalogue.edit')), matterId, automatic, at, commandId);
    return { matterId, automatic };
  });
  serve(app, house, wire.readProposal, async ({ tx, actor, regionId, params }) => {
    if (!(await seesCase(tx, actor, params.caseId))) deny('thing.not_found');
    return { proposal: (await proposalFor(tx, regionId, params.caseId)) ?? null };
  });

  // ── Long work, as jobs ──
  serve(app, house, wire.trainTriage, async ({ tx, actor, regionId, commandId, lang }) => {
    const held = granted(permit(actor, 'catalogue.edit'));
    const job = { id: commandId, kind: wire.trainTriage.id, byPerson: actor.personId, lang };
    return startJob(house, tx, regionId, job, async (progress) => {
      const result = await trainTriage(house.db, held, commandId, progress, house.now);
      return { message: say(lang, 'triage.job.trained', { n: result.n, matters: result.matters }), result };
    });
  });
  serve(app, house, wire.teachTriage, async ({ tx, actor, regionId, params, bytes, lang }) => {
    const held = granted(permit(actor, 'catalogue.edit'));
    // A file that is no list at all is refused at once; a list with wrong rows is reported by the job.
    const given = await rowsOf(bytes, lang);
    const job = {
      id: params.jobId,
      kind: wire.teachTriage.id,
      byPerson: actor.personId,
      total: given.rows.length,
      lang,
    };
    return startJob(house, tx, regionId, job, async (progress) => {
      const { added, errors } = await inRegion(house.db, regionId, async (own) => {
        const read = readExamples(given.rows, await mattersOf(own, regionId), lang);
        return { added: await teach(own, held, read.examples, 'file', house.now()), errors: read.errors };
      });
      await progress.at(given.rows.length, given.rows.length);
      const wrong = [...given.errors, ...errors].sort((a, b) => a.row - b.row);
      const result = { rows: given.rows.length, added };
      return { message: say(lang, 'triage.job.taught', { added, wrong: wrong.length }), result, errors: wrong };
    });
  });
}

/** A table as offices export it, or lines of JSON: told apart by the first sign. */
async function rowsOf(bytes: Buffer, lang: Lang): Promise<{ rows: GivenRow[]; errors: ExampleError[] }> {
  if (bytes.subarray(0, 100).toString('utf8').trimStart().startsWith('{'))
    return linesOfJson(bytes.toString('utf8'), lang);
  const table = granted(await readTable(bytes));
  const missing = exampleColumns.find((column) => !table.columns.includes(column));
  if (missing) deny('file.unusable', { file: '', reason: { word: 'triage.no_column', params: { column: missing } } });
  return { rows: table.rows, errors: [] };
}
