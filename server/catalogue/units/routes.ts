/**
 * 导入单位: centre, departments, streets and communities from one list, tried first, all rows or none. It stands here because the ground
 * below (access) reads no files and knows no areas.
 */
import type { FastifyInstance } from 'fastify';
import { importUnits as wire } from '#contract/catalogue.ts';
import { importUnits, permit } from '#access';
import { treeOf } from '#areas';
import { inRegion } from '#kit/db.ts';
import { importMessage, startJob } from '#kit/jobs.ts';
import { granted } from '#kit/refusal.ts';
import { serve, type House } from '#kit/serve.ts';
import { readTable } from '../table-file.ts';

export function unitRoutes(app: FastifyInstance, house: House): void {
  serve(app, house, wire, async ({ tx, actor, regionId, params, query, bytes, lang }) => {
    const held = granted(permit(actor, 'people.edit'));
    const table = granted(await readTable(bytes));
    const { dryRun = false } = query;
    const { byId } = await treeOf(tx, regionId);
    const areas = new Map([...byId.values()].flatMap((area) => (area.ended ? [] : [[area.code, area.id] as const])));
    const told = { lang, file: '', areaIdOf: (code: string) => areas.get(code) };
    // A list without its columns is refused at once; wrong rows are told by the job.
    granted(await importUnits(tx, held, { ...table, rows: [] }, { ...told, dryRun: true }, house.now()));
    const job = { id: params.jobId, kind: 'access.units', byPerson: actor.personId, total: table.rows.length, lang };
    return startJob(house, tx, regionId, job, async (progress) => {
      const report = await inRegion(house.db, regionId, async (own) =>
        granted(await importUnits(own, held, table, { ...told, dryRun }, house.now())),
      );
      const { errors, ...result } = report;
      await progress.at(report.rows, report.rows);
      return { message: importMessage(report, lang), result, errors };
    });
  });
}
