import type { FastifyInstance } from 'fastify';
import { permit, unitsOf } from '#access';
import * as wire from '#contract/catalogue.ts';
import {
  listStandards,
  publicStandards,
  readStandard,
  saveForm as saveFormAt,
  saveStandard as saveStandardAt,
} from '#contract/standards.ts';
import { say } from '#contract/words/words.ts';
import { inRegion } from '#kit/db.ts';
import { importMessage, startJob } from '#kit/jobs.ts';
import { granted } from '#kit/refusal.ts';
import { serve, type House } from '#kit/serve.ts';
import { changeArticle, changePhrase, saveCalendar, saveCondition, saveMatter, saveResponsibility } from './actions.ts';
import { importList, openList } from './import.ts';
import { conflictsOf, gapsOf } from './responsibility.rules.ts';
import { lessonRoutes } from './lessons/routes.ts';
import { settingRoutes } from './settings/routes.ts';
import { saveForm, saveStandard } from './standards/actions.ts';
import { inPublic } from './standards/public.rules.ts';
import { unitRoutes } from './units/routes.ts';
import { standardsInForce, standardsOf } from './standards/views.ts';
import {
  allPhrases,
  articlesFor,
  calendarsShown,
  claimsNow,
  gapsPage,
  mattersOf,
  mattersRevision,
  phrasesFor,
  responsibilitiesPage,
  responsibilityShown,
} from './views.ts';

export function catalogueRoutes(app: FastifyInstance, house: House): void {
  lessonRoutes(app, house);
  settingRoutes(app, house);
  unitRoutes(app, house);

  // ── 事项清单 ──
  serve(app, house, wire.listMatters, async ({ tx, regionId }) => ({
    matters: [...(await mattersOf(tx, regionId))],
    revision: await mattersRevision(tx, regionId),
  }));
  serve(app, house, wire.saveMatter, async ({ tx, actor, body, at, commandId }) => {
    const { id: _, ...wanted } = body;
    return saveMatter(tx, granted(permit(actor, 'catalogue.edit')), wanted, at, commandId);
  });
  serve(app, house, wire.saveCondition, async ({ tx, actor, params, body, at, commandId }) => {
    const { id: _, ...wanted } = body;
    return saveCondition(tx, granted(permit(actor, 'catalogue.edit')), params.matterId, wanted, at, commandId);
  });

  // ── 权责清单 ──
  serve(app, house, wire.listResponsibilities, async ({ tx, actor, regionId, query }) => {
    granted(permit(actor, 'catalogue.see'));
    return responsibilitiesPage(tx, regionId, query);
  });
  serve(app, house, wire.responsibilityReport, async ({ tx, actor, regionId, lang }) => {
    granted(permit(actor, 'catalogue.see'));
    const claims = await claimsNow(tx, regionId);
    const units = await unitsOf(tx, regionId);
    const inForce = (await mattersOf(tx, regionId)).filter(({ retired, fallback }) => !retired && !fallback);
    const names = new Map(inForce.map(({ id, smallName }) => [id, smallName]));
    const { gaps, covered } = gapsOf(
      inForce.map(({ id, conditions }) => ({
        id,
        conditionIds: conditions.filter(({ retired }) => !retired).map((one) => one.id),
      })),
      claims,
    );
    const conflicts = conflictsOf(
      claims.filter(({ matterId }) => names.has(matterId)),
      ({ leadByArea, leadUnitId }) =>
        leadByArea ? say(lang, 'propose.street') : (units.byId.get(leadUnitId ?? 0)?.name ?? ''),
    );
    const named = <T extends { matterId: number }>(one: T) => ({ ...one, matterName: names.get(one.matterId) ?? '' });
    const told = <T extends { reason: { word: Parameters<typeof say>[1]; params?: Parameters<typeof say>[2] } }>(
      one: T,
    ) => ({
      ...one,
      reason: say(lang, one.reason.word, one.reason.params),
    });
    return {
      conflicts: conflicts.map((one) => told(named(one))),
      gaps: gaps.map((one) => told(named(one))),
      covered,
      matters: inForce.length,
    };
  });
  serve(app, house, wire.listGaps, async ({ tx, actor, query }) => {
    granted(permit(actor, 'catalogue.see'));
    return gapsPage(tx, actor, query);
  });
  serve(app, house, wire.saveResponsibility, async ({ tx, actor, regionId, body, at, commandId }) => {
    const { id: _, conditionId = null, areaId = null, leadUnitId = null, ...rest } = body;
    const { alsoUnitIds = [], coByArea = false } = body;
    const wanted = { ...rest, conditionId, areaId, leadUnitId, alsoUnitIds, coByArea };
    const saved = await saveResponsibility(tx, granted(permit(actor, 'catalogue.edit')), wanted, at, commandId);
    return (await responsibilityShown(tx, regionId, saved))!;
  });

  // ── 工作日历 ──
  serve(app, house, wire.listCalendars, async ({ tx, regionId, at }) => ({
    calendars: await calendarsShown(tx, regionId, at),
  }));
  serve(app, house, wire.saveCalendar, async ({ tx, actor, regionId, params, body, at, commandId }) => {
    await saveCalendar(tx, granted(permit(actor, 'catalogue.edit')), params.calendarId, body, at, commandId);
    return (await calendarsShown(tx, regionId, at)).find(({ id }) => id === params.calendarId)!;
  });

  // ── 知识库与常用语 ──
  serve(app, house, wire.searchArticles, async ({ tx, actor, regionId, query }) => {
    granted(permit(actor, 'catalogue.see'));
    return { articles: await articlesFor(tx, regionId, query.q, query.limit) };
  });
  serve(app, house, wire.listPhrases, async ({ tx, actor, regionId, query, lang }) => {
    granted(permit(actor, 'catalogue.see'));
    return { phrases: await phrasesFor(tx, regionId, { ...query, lang: query.lang ?? lang }) };
  });
  serve(app, house, wire.listAllPhrases, async ({ tx, actor, regionId }) => {
    granted(permit(actor, 'catalogue.see'));
    return { phrases: await allPhrases(tx, regionId) };
  });
  serve(app, house, wire.saveArticle, async ({ tx, actor, body, at, commandId }) => {
    const { id: _, ...wanted } = body;
    return changeArticle(tx, granted(permit(actor, 'catalogue.edit')), wanted, at, commandId);
  });
  serve(app, house, wire.savePhrase, async ({ tx, actor, body, at, commandId }) => {
    const { id: _, ...wanted } = body;
    await changePhrase(tx, granted(permit(actor, 'catalogue.edit')), wanted, at, commandId);
    return {};
  });

  // ── 标准库与报表 ──
  serve(app, house, listStandards, async ({ tx, actor, regionId }) => {
    granted(permit(actor, 'catalogue.see'));
    return { standards: await standardsInForce(tx, regionId) };
  });
  serve(app, house, publicStandards, async ({ tx, regionId }) => {
    const units = await unitsOf(tx, regionId);
    const matters = (await mattersOf(tx, regionId)).filter(({ retired, fallback }) => !retired && !fallback);
    const [claims, standards] = [await claimsNow(tx, regionId), await standardsInForce(tx, regionId)];
    return { standards: inPublic(matters, claims, standards, (id) => units.byId.get(id)?.name ?? '') };
  });
  serve(app, house, readStandard, async ({ tx, actor, regionId, params, query }) => {
    granted(permit(actor, 'catalogue.see'));
    return { versions: await standardsOf(tx, regionId, params.matterId, query.at) };
  });
  serve(app, house, saveStandardAt, async ({ tx, actor, params, body, at, commandId }) => {
    const { id: _, ...wanted } = body;
    return saveStandard(tx, granted(permit(actor, 'catalogue.edit')), params.matterId, wanted, at, commandId);
  });
  serve(app, house, saveFormAt, async ({ tx, actor, body, at, commandId }) => {
    const { id: _, ...wanted } = body;
    return saveForm(tx, granted(permit(actor, 'catalogue.edit')), wanted, at, commandId);
  });

  // ── 导入 ──
  serve(app, house, wire.importCatalogue, async ({ tx, actor, regionId, params, query, bytes, lang }) => {
    const held = granted(permit(actor, 'catalogue.edit'));
    // A file that is no list at all is refused at once; a list with wrong rows is reported by the job.
    const table = granted(await openList(bytes, query.what));
    const { what, dryRun = false, edition } = query;
    const job = {
      id: params.jobId,
      kind: `catalogue.${what}`,
      byPerson: actor.personId,
      total: table.rows.length,
      lang,
    };
    return startJob(house, tx, regionId, job, async (progress) => {
      const options = { what, dryRun, edition, lang, progress };
      const report = await inRegion(house.db, regionId, (own) =>
        importList(own, held, table, options, house.now(), params.jobId),
      );
      const { errors, ...result } = report;
      await progress.at(report.rows, report.rows);
      return { message: importMessage(report, lang), result, errors };
    });
  });
}
