/** The five figures are read; periods, schemes, reviews and appeals are written, each through an action with its permit. */
import type { FastifyInstance } from 'fastify';
import * as contract from '#contract/evaluation.ts';
import { marksIn, valueOf } from '#contract/indicators.ts';
import * as surveys from '#contract/surveys.ts';
import { permit } from '#access';
import type { Actor } from '#kit/caller.ts';
import type { Tx } from '#kit/db.ts';
import { deny, granted, isRefusal } from '#kit/refusal.ts';
import { serve, type House } from '#kit/serve.ts';
import {
  addReview,
  advancePeriod,
  askAppeal,
  decideAppeal,
  ensureScheme,
  openPeriod,
  saveScheme,
  setVeto,
  startComputing,
} from './actions.ts';
import { opinionRoutes } from './opinions/routes.ts';
import { periodOf } from './figures.ts';
import { appealDecided, maySeeSheet } from './period.rules.ts';
import { scoreboard } from './scoreboard.ts';
import type { PeriodRow } from './store.ts';
import { closeSurvey, drawSurvey } from './surveys.ts';
import {
  appealOf,
  appealsPage,
  casesBehind,
  figures,
  figuresPage,
  periodOfId,
  periodsPage,
  personUnits,
  resultsPage,
  reviewsPage,
  schemeOf,
  sheetsOf,
  sheetsPage,
  surveysPage,
  tracesPage,
  type AppealRow,
} from './views.ts';

export function evaluationRoutes(app: FastifyInstance, house: House): void {
  serve(app, house, contract.readFigures, async ({ tx, actor, query, at }) => {
    granted(permit(actor, 'evaluation.see'));
    return figures(tx, actor.regionId, granted(periodOf(query)), at);
  });
  serve(app, house, contract.figureCases, async ({ tx, actor, params, query, at }) => {
    granted(permit(actor, 'evaluation.see'));
    return casesBehind(tx, actor, params.figure, granted(periodOf(query)), query, at);
  });
  periodRoutes(app, house);
  surveyRoutes(app, house);
  opinionRoutes(app, house);
  schemeRoutes(app, house);
  appealRoutes(app, house);
  serve(app, house, contract.readScoreboard, ({ tx, regionId, query, lang }) =>
    scoreboard(tx, regionId, query.periodId, lang),
  );
}

const seen = async (tx: Tx, actor: Actor, periodId: string): Promise<PeriodRow> => {
  granted(permit(actor, 'evaluation.see'));
  return (await periodOfId(tx, actor.regionId, periodId)) ?? deny('thing.not_found');
};

function periodRoutes(app: FastifyInstance, house: House): void {
  serve(app, house, contract.listPeriods, async ({ tx, actor, query }) => {
    const { rows, next } = await periodsPage(tx, actor.regionId, query);
    return { rows: rows.map(shownPeriod), next };
  });
  serve(app, house, contract.readPeriod, async ({ tx, actor, params }) =>
    shownPeriod((await periodOfId(tx, actor.regionId, params.periodId)) ?? deny('thing.not_found')),
  );
  serve(app, house, contract.openPeriod, async ({ tx, actor, body, commandId, at }) =>
    shownPeriod(await openPeriod({ tx, commandId, at }, granted(permit(actor, 'evaluation.edit')), body)),
  );
  serve(app, house, contract.computePeriod, async ({ tx, actor, params, body, commandId, at, lang }) =>
    startComputing({ tx, commandId, at }, house, granted(permit(actor, 'evaluation.edit')), {
      ...params,
      fresh: body.fresh ?? false,
      lang,
    }),
  );
  serve(app, house, contract.advancePeriod, async ({ tx, actor, params, body, commandId, at }) => {
    const mine = granted(permit(actor, contract.periodSteps[body.step].by));
    return shownPeriod(await advancePeriod({ tx, commandId, at }, mine, { ...body, ...params }));
  });
  serve(app, house, contract.listFigures, async ({ tx, actor, params, query }) => {
    await seen(tx, actor, params.periodId);
    const { rows, next } = await figuresPage(tx, actor.regionId, params.periodId, query);
    return { rows: rows.map((row) => ({ ...row, value: valueOf(row.indicator, row) })), next };
  });
  serve(app, house, contract.figureTraces, async ({ tx, actor, params, query }) => {
    // What a person's sheet was counted from is hers and her superiors' like the sheet itself.
    if (query.object === 'person') await sheetSeen(tx, actor, query.key);
    else await seen(tx, actor, params.periodId);
    const { rows, next } = await tracesPage(tx, actor, params.periodId, query);
    return {
      rows: rows.map((row) => ({
        ...row,
        at: row.at.toISOString(),
        dueAt: row.dueAt?.toISOString() ?? null,
        doneAt: row.doneAt?.toISOString() ?? null,
        marks: marksIn(row.marks),
      })),
      next,
    };
  });
  serve(app, house, contract.listResults, async ({ tx, actor, params, query }) => {
    await seen(tx, actor, params.periodId);
    return resultsPage(tx, actor.regionId, params.periodId, query);
  });
  serve(app, house, contract.readSheet, async ({ tx, actor, params }) => {
    const person = await sheetSeen(tx, actor, params.personId);
    const sheets = await sheetsOf(tx, actor.regionId, params.periodId, params.personId);
    // A place among colleagues is nobody's business but the points are hers.
    return { personId: person.id, name: person.name, sheets: sheets.map((sheet) => ({ ...sheet, place: null })) };
  });
  serve(app, house, contract.listSheets, ({ tx, actor, params, query }) =>
    sheetsPage(tx, actor, params.periodId, query),
  );
  serve(app, house, contract.setVeto, async ({ tx, actor, params, body, commandId, at }) =>
    shownPeriod(
      await setVeto({ tx, commandId, at }, granted(permit(actor, 'evaluation.approve')), {
        ...body,
        ...params,
        lift: body.lift ?? false,
      }),
    ),
  );
  serve(app, house, contract.listReviews, async ({ tx, actor, params, query }) => {
    await seen(tx, actor, params.periodId);
    const { rows, next } = await reviewsPage(tx, actor.regionId, params.periodId, query);
    return { rows: rows.map((row) => ({ ...row, at: row.at.toISOString() })), next };
  });
  serve(app, house, contract.addReview, async ({ tx, actor, params, body, commandId, at }) => ({
    id: await addReview({ tx, commandId, at }, granted(permit(actor, 'evaluation.rate')), { ...body, ...params }),
  }));
}

function surveyRoutes(app: FastifyInstance, house: House): void {
  serve(app, house, surveys.listSurveys, async ({ tx, actor, params, query }) => {
    await seen(tx, actor, params.periodId);
    return surveysPage(tx, actor.regionId, params, query);
  });
  const shown = async (tx: Tx, regionId: number, id: string) => (await surveysPage(tx, regionId, { id })).rows[0]!;
  serve(app, house, surveys.drawSurvey, async ({ tx, actor, params, body, commandId, at }) => {
    await drawSurvey({ tx, commandId, at }, granted(permit(actor, 'evaluation.edit')), { ...body, ...params });
    return shown(tx, actor.regionId, body.id);
  });
  serve(app, house, surveys.closeSurvey, async ({ tx, actor, params, commandId, at }) => {
    await closeSurvey({ tx, commandId, at }, granted(permit(actor, 'evaluation.edit')), params.surveyId);
    return shown(tx, actor.regionId, params.surveyId);
  });
}

async function sheetSeen(tx: Tx, actor: Actor, personId: string): Promise<{ id: string; name: string }> {
  const person = await personUnits(tx, actor.regionId, personId);
  return person && maySeeSheet(actor, person) ? person : deny('thing.not_found');
}

function schemeRoutes(app: FastifyInstance, house: House): void {
  const shown = async (tx: Tx, regionId: number, version?: number) => {
    const scheme = (await schemeOf(tx, regionId, version)) ?? deny('thing.not_found');
    return { ...scheme, at: scheme.at.toISOString() };
  };
  serve(app, house, contract.readScheme, async ({ tx, actor, query, at }) => {
    granted(permit(actor, 'evaluation.see'));
    await ensureScheme(tx, actor.regionId, at);
    return shown(tx, actor.regionId, query.version);
  });
  serve(app, house, contract.saveScheme, async ({ tx, actor, body, commandId, at }) =>
    shown(tx, actor.regionId, await saveScheme({ tx, commandId, at }, granted(permit(actor, 'evaluation.edit')), body)),
  );
}

function appealRoutes(app: FastifyInstance, house: House): void {
  serve(app, house, contract.listAppeals, async ({ tx, actor, query }) => {
    const { rows, next } = await appealsPage(tx, actor, query);
    return { rows: rows.map((row) => shownAppeal(row, actor)), next };
  });
  serve(app, house, contract.askAppeal, async ({ tx, actor, body, commandId, at }) => {
    const id = await askAppeal({ tx, commandId, at }, granted(permit(actor, 'evaluation.appeal')), {
      ...body,
      basis: body.basis ?? '',
      periodId: body.periodId ?? null,
    });
    return shownAppeal((await appealOf(tx, actor.regionId, id))!, actor);
  });
  serve(app, house, contract.decideAppeal, async ({ tx, actor, params, body, commandId, at }) => {
    await decideAppeal({ tx, commandId, at }, actor, { ...body, ...params });
    return shownAppeal((await appealOf(tx, actor.regionId, params.appealId))!, actor);
  });
}

const shownPeriod = ({
  from,
  to,
  asOf,
  computedAt,
  appealsUntil,
  lockedAt,
  publishedAt,
  ...rest
}: PeriodRow): contract.Period => {
  const { settleDays: _settleDays, factsSeen: _factsSeen, ...period } = rest;
  return {
    ...period,
    from: from.toISOString(),
    to: to.toISOString(),
    asOf: asOf?.toISOString() ?? null,
    computedAt: computedAt?.toISOString() ?? null,
    appealsUntil: appealsUntil?.toISOString() ?? null,
    lockedAt: lockedAt?.toISOString() ?? null,
    publishedAt: publishedAt?.toISOString() ?? null,
  };
};

function shownAppeal(row: AppealRow, actor: Actor): contract.Appeal {
  const levels = [
    { level: 1, grant: row.firstGrant, decision: row.firstWord, by: row.firstName, at: row.firstAt },
    { level: 2, grant: row.secondGrant, decision: row.secondWord, by: row.secondName, at: row.secondAt },
  ];
  const now = { state: row.state, unitRootId: row.rootUnitId, firstBy: row.firstBy };
  return {
    id: row.id,
    caseId: row.caseId,
    caseNumber: row.caseNumber,
    trace: row.trace,
    unitId: row.unitId,
    unitName: row.unitName,
    periodId: row.periodId,
    state: row.state,
    reason: row.reason,
    basis: row.basis,
    by: row.by,
    at: row.at.toISOString(),
    decisions: levels.flatMap(({ level, grant, decision, by, at }) =>
      at === null ? [] : [{ level, grant: grant!, decision: decision ?? '', by: by ?? '', at: at.toISOString() }],
    ),
    mine: !isRefusal(appealDecided(now, actor, true)),
  };
}
