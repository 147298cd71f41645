/** 值班与应急 on the wire. Everybody who works on cases reads it; who is on duty writes the log; the mode takes two people. */
import type { FastifyInstance } from 'fastify';
import { DAY, localDate } from '#contract/calendar.ts';
import * as wire from '#contract/duty.ts';
import { caseScope, permit } from '#access';
import { regionOf, treeOf } from '#areas';
import { readTable } from '#catalogue';
import { inRegion } from '#kit/db.ts';
import { importMessage, startJob } from '#kit/jobs.ts';
import { deny, granted } from '#kit/refusal.ts';
import { serve, type House } from '#kit/serve.ts';
import {
  askMode,
  decideMode,
  dutyAt,
  endMode,
  importRosterList,
  readNote,
  saveOccasion,
  saveTurn,
  writeNote,
} from './actions.ts';
import { gapsOfMode, placeAt, seatsInMode, seatsOf } from './duty.rules.ts';
import { missingColumns } from './roster.rules.ts';
import { noticeRoutes } from './notices/routes.ts';
import { orderReaderOf } from './orders/actions.ts';
import { orderRoutes } from './orders/routes.ts';
import { ordersWaiting } from './orders/views.ts';
import {
  candidates,
  modeById,
  modeCounts,
  modeNumbers,
  modePage,
  notePage,
  occasionPage,
  occasionsOn,
  turnsBetween,
  unreadFor,
} from './views.ts';

export function dutyRoutes(app: FastifyInstance, house: House): void {
  noticeRoutes(app, house);
  orderRoutes(app, house);
  serve(app, house, wire.readDutyNow, async ({ tx, actor, regionId, at }) => {
    granted(permit(actor, 'duty.see'));
    const { place, on, mode } = await dutyAt(tx, regionId, at);
    const mine = seatsOf(on, actor.personId);
    const { areaPaths: _, ...shown } = mode ?? { areaPaths: [] };
    const standing = mode ? (shown as wire.Mode) : null;
    return {
      onDay: place.onDay,
      part: place.part,
      until: place.until.toISOString(),
      on: on.map(({ seat, roster, occasion, person, deputy }) => ({
        seat,
        roster,
        occasion: occasion?.name ?? null,
        person,
        deputy,
      })),
      mine,
      unread: await unreadFor(tx, regionId, mine, actor.personId),
      orders: await ordersWaiting(tx, regionId, orderReaderOf(actor).unitIds),
      mode: standing?.state === 'running' ? standing : null,
      asked: standing?.state === 'asked' ? standing : null,
      occasions: await occasionsOn(tx, regionId, place.onDay),
    };
  });

  // ── 值班表 ──
  serve(app, house, wire.readRoster, async ({ tx, actor, regionId, query }) => {
    granted(permit(actor, 'duty.see'));
    const days = (Date.parse(query.to) - Date.parse(query.from)) / DAY;
    if (days < 0 || days >= wire.rosterDays) deny('duty.days');
    return { turns: await turnsBetween(tx, regionId, query.from, query.to) };
  });
  serve(app, house, wire.listCandidates, async ({ tx, actor, regionId, at }) => {
    granted(permit(actor, 'duty.plan'));
    const { timeZone } = await regionOf(tx, regionId);
    const people = await candidates(tx, regionId, localDate(at, timeZone));
    return { people: people.map(({ id, name, unitName }) => ({ id, name, unitName })) };
  });
  serve(app, house, wire.saveTurn, async ({ tx, actor, body, commandId, at }) => {
    const { id: _, occasionId = null, deputyId = null, ...told } = body;
    const turn = await saveTurn(
      tx,
      granted(permit(actor, 'duty.plan')),
      { ...told, occasionId, deputyId },
      commandId,
      at,
    );
    return { turn };
  });
  serve(app, house, wire.importRoster, async ({ tx, actor, regionId, params, query, bytes, lang }) => {
    const held = granted(permit(actor, 'duty.plan'));
    const table = granted(await readTable(bytes));
    const missing = missingColumns(table);
    if (missing.length > 0)
      deny('file.unusable', {
        file: '',
        reason: { word: 'table.columns_missing', params: { columns: missing.join(', ') } },
      });
    const { dryRun = false } = query;
    const job = {
      id: params.jobId,
      kind: 'duty.roster',
      byPerson: actor.personId,
      total: table.rows.length,
      lang,
    };
    return startJob(house, tx, regionId, job, async (progress) => {
      const told = { dryRun, lang, progress, jobId: params.jobId };
      const report = await inRegion(house.db, regionId, (own) => importRosterList(own, held, table, told, house.now()));
      const { errors, ...result } = report;
      await progress.at(report.rows, report.rows);
      return { message: importMessage({ ...report, dryRun }, lang), result, errors };
    });
  });

  // ── 值班日志 ──
  serve(app, house, wire.listNotes, async ({ tx, actor, regionId, query }) => {
    granted(permit(actor, 'duty.see'));
    return notePage(tx, regionId, query);
  });
  serve(app, house, wire.writeNote, async ({ tx, actor, body, at }) =>
    writeNote(tx, granted(permit(actor, 'duty.write')), body, at),
  );
  serve(app, house, wire.readNote, async ({ tx, actor, params, commandId, at }) =>
    readNote(tx, granted(permit(actor, 'duty.write')), params.noteId, commandId, at),
  );

  // ── 重大活动 ──
  serve(app, house, wire.listOccasions, async ({ tx, actor, regionId, query }) => {
    granted(permit(actor, 'duty.see'));
    return occasionPage(tx, regionId, query);
  });
  serve(app, house, wire.saveOccasion, async ({ tx, actor, body, commandId, at }) => {
    const { id: _, ended = false, ...told } = body;
    return saveOccasion(tx, granted(permit(actor, 'duty.plan')), { ...told, ended }, commandId, at);
  });

  // ── 应急状态 ──
  serve(app, house, wire.listModes, async ({ tx, actor, regionId, query }) => {
    granted(permit(actor, 'duty.see'));
    return modePage(tx, regionId, query);
  });
  serve(app, house, wire.previewMode, async ({ tx, actor, regionId, query, at }) => {
    granted(permit(actor, 'mode.ask'));
    const ids = (text = '') => text.split(',').filter(Boolean).map(Number);
    const until = new Date(query.until);
    if (until <= at || until.getTime() - at.getTime() > wire.modeDays * DAY)
      deny('duty.until', { days: wire.modeDays });
    const { timeZone } = await regionOf(tx, regionId);
    const { byId } = await treeOf(tx, regionId);
    const areaPaths = ids(query.areaIds).flatMap((id) => byId.get(id)?.path ?? []);
    const matterIds = ids(query.matterIds);
    const place = placeAt(at, timeZone);
    const turns = await turnsBetween(tx, regionId, place.onDay, localDate(until, timeZone));
    return {
      ...(await modeCounts(tx, regionId, { until, matterIds, areaPaths }, caseScope(actor))),
      seats: seatsInMode(turns, place),
      gaps: gapsOfMode(turns, at, until, timeZone, wire.mostGaps),
    };
  });
  serve(app, house, wire.askMode, async ({ tx, actor, body, commandId, at }) => {
    const { id: _, until, ...told } = body;
    return askMode(tx, granted(permit(actor, 'mode.ask')), { ...told, until: new Date(until) }, commandId, at);
  });
  serve(app, house, wire.decideMode, async ({ tx, actor, params, body, commandId, at }) =>
    decideMode(tx, granted(permit(actor, 'mode.decide')), params.modeId, body, commandId, at),
  );
  serve(app, house, wire.endMode, async ({ tx, actor, params, body, commandId, at }) =>
    endMode(tx, granted(permit(actor, 'mode.ask')), params.modeId, body.reason, commandId, at),
  );
  serve(app, house, wire.readModeReport, async ({ tx, actor, regionId, params, at }) => {
    granted(permit(actor, 'duty.see'));
    const mode = await modeById(tx, regionId, params.modeId);
    if (!mode?.beganAt) return deny('thing.not_found');
    const { timeZone } = await regionOf(tx, regionId);
    const { byId } = await treeOf(tx, regionId);
    const from = new Date(mode.beganAt);
    const to = mode.endedAt ? new Date(mode.endedAt) : at;
    const areaPaths = mode.areaIds.flatMap((id) => byId.get(id)?.path ?? []);
    const numbers = await modeNumbers(
      tx,
      regionId,
      { modeId: mode.id, from, to, until: new Date(mode.until), matterIds: mode.matterIds, areaPaths },
      caseScope(actor),
    );
    const turns = await turnsBetween(tx, regionId, localDate(from, timeZone), localDate(to, timeZone));
    return { asOf: at.toISOString(), mode, ...numbers, turns };
  });
}
