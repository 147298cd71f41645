/** Who may knock at the loop, and what is said back. */
import type { FastifyInstance } from 'fastify';
import type { Post } from '#contract/access.ts';
import * as contract from '#contract/cases.ts';
import { moves } from '#contract/cases.ts';
import * as rules from '#contract/templates.ts';
import { listReassignments, readWorkOfPost, reassignCases } from '#contract/reassign.ts';
import { heldAs, permit } from '#access';
import type { Actor } from '#kit/caller.ts';
import { doerOf } from '#kit/caller.ts';
import type { Tx } from '#kit/db.ts';
import { deny, granted } from '#kit/refusal.ts';
import { serveInPieces } from '#kit/pieces.ts';
import { Bytes, serve, type House } from '#kit/serve.ts';
import { addNote, labelCase, makeMove, openProactive } from './actions.ts';
import { callBack } from './callbacks/actions.ts';
import { callbackRoutes } from './callbacks/routes.ts';
import { fiveFor } from './five.ts';
import { inspect } from './inspections.ts';
import { logbookRoutes } from './logbook/routes.ts';
import { meetingRoutes } from './meetings/routes.ts';
import { reassignAll, reassignments } from './owners.ts';
import { caseFileRoutes } from './case-files.ts';
import { addPhoto, readPhoto, small } from './photos.ts';
import {
  judged,
  moveRunning,
  oneTemplate,
  publishTemplate,
  saveTemplate,
  templateRows,
  useTemplate,
} from './rulebook.ts';
import { ordersRead } from './orders/store.ts';
import { problemCounts, problemsPage } from './problems/views.ts';
import { taskRoutes } from './tasks/routes.ts';
import { takeBack } from './undo/actions.ts';
import {
  caseDetail,
  caseQueue,
  caseRow,
  mayRead,
  openedBy,
  maySeePhoto,
  nearbyCases,
  papersPage,
  queueCounts,
  supervisedPage,
  workOfPost,
} from './views.ts';

/** A case outside the reader's scope does not exist for her. */
async function inScope(tx: Tx, actor: Actor, caseId: string): Promise<void> {
  if (!(await mayRead(tx, actor, caseId))) deny('thing.not_found');
}

export function caseRoutes(app: FastifyInstance, house: House): void {
  templateRoutes(app, house);
  taskRoutes(app, house);
  meetingRoutes(app, house);
  callbackRoutes(app, house);
  caseFileRoutes(app, house);
  logbookRoutes(app, house);
  serve(app, house, contract.listCases, async ({ tx, actor, query, at }) => {
    granted(permit(actor, 'cases.see'));
    return caseQueue(tx, actor, query, at);
  });
  serve(app, house, contract.countCases, async ({ tx, actor, query, at }) => {
    granted(permit(actor, 'cases.see'));
    return { counts: await queueCounts(tx, actor, at, query) };
  });
  serve(app, house, contract.readFive, async ({ tx, actor, at }) => {
    granted(permit(actor, 'cases.see'));
    return fiveFor(tx, actor, at);
  });
  serve(app, house, contract.getCase, async ({ tx, actor, params, at, lang }) =>
    granted(await caseDetail(tx, actor, params.caseId, at, lang)),
  );
  serve(app, house, contract.readOrders, async ({ tx, actor, params, at }) => {
    await inScope(tx, actor, params.caseId);
    return { read: await ordersRead(tx, actor, params.caseId, at) };
  });
  serve(app, house, contract.moveCase, async ({ tx, actor, params, body, commandId, at }) => {
    await makeMove(
      tx,
      actor,
      {
        caseId: params.caseId,
        inScope: true,
        input: body.input,
        version: body.version,
        postId: body.postId,
        ticked: body.ticked,
        commandId,
      },
      happened(body.happenedAt, at),
    );
    return granted(await caseRow(tx, actor, params.caseId, at));
  });
  serve(app, house, contract.takeBack, async ({ tx, actor, params, body, commandId, at }) => {
    await takeBack(tx, actor, { caseId: params.caseId, version: body.version, commandId }, at);
    return granted(await caseRow(tx, actor, params.caseId, at));
  });
  serve(app, house, contract.listPapers, async ({ tx, actor, query, at }) => {
    granted(permit(actor, 'cases.see'));
    return papersPage(tx, actor, query, at);
  });
  serve(app, house, contract.listProblems, async ({ tx, actor, query, at }) => {
    granted(permit(actor, 'cases.see'));
    return problemsPage(tx, actor, query, at);
  });
  serve(app, house, contract.countProblems, async ({ tx, actor }) => {
    granted(permit(actor, 'cases.see'));
    return problemCounts(tx, actor);
  });
  serve(app, house, contract.listSupervised, async ({ tx, actor, query, at }) => {
    granted(permit(actor, 'cases.see'));
    return supervisedPage(tx, actor, query, at);
  });
  serve(app, house, contract.openProactive, async ({ tx, actor, body, at }) => {
    const post = granted(heldAs(actor, moves.follow_up.by as readonly Post[], { word: 'case.proactive_word' }));
    await openProactive(tx, actor, post, body, at);
    return granted(await caseRow(tx, actor, body.id, at));
  });
  serve(app, house, contract.drawInspection, async ({ tx, actor, body, commandId, at }) => {
    granted(permit(actor, 'cases.see'));
    return inspect(tx, actor, body, commandId, at);
  });
  serve(app, house, contract.addNote, async ({ tx, actor, params, body, at }) => {
    const { post } = granted(permit(actor, 'cases.note'));
    await inScope(tx, actor, params.caseId);
    await addNote(tx, actor, post, { caseId: params.caseId, noteId: body.id, text: body.text }, at);
    return { noted: true };
  });
  serve(app, house, contract.labelCase, async ({ tx, actor, params, body, at }) => {
    const { post } = granted(permit(actor, 'cases.note'));
    await inScope(tx, actor, params.caseId);
    await labelCase(tx, actor, post, { caseId: params.caseId, on: body.on, off: body.off }, at);
    return granted(await caseRow(tx, actor, params.caseId, at));
  });
  serve(app, house, contract.callBack, async ({ tx, actor, params, body, at }) => {
    await inScope(tx, actor, params.caseId);
    await callBack(tx, actor, { caseId: params.caseId, ...body }, at);
    return granted(await caseRow(tx, actor, params.caseId, at));
  });
  serveInPieces(
    app,
    house,
    [contract.addPhoto, contract.addPhotoPiece],
    async ({ tx, actor, params, query }) => {
      const { post } = granted(permit(actor, 'cases.note'));
      // Whoever took it down may add what was photographed then, also where it turned out to lie beyond the own ground.
      const own = query.purpose === 'report' && (await openedBy(tx, actor, params.caseId));
      if (!own) await inScope(tx, actor, params.caseId);
      return doerOf(actor, post);
    },
    ({ tx, regionId, params, query, bytes, at }, by) =>
      addPhoto(tx, house.files, { regionId, ...params, reportId: null, ...query, bytes, by }, at),
  );
  serve(app, house, contract.getPhoto, async ({ tx, actor, params, query }) => {
    if (!(await maySeePhoto(tx, actor, params.caseId, params.photoId))) deny('thing.not_found');
    const bytes = granted(await readPhoto(tx, house.files, actor.regionId, params.caseId, params.photoId));
    const wanted = query.size === 'small' ? await small(bytes) : bytes;
    return new Bytes(wanted, 'image/jpeg', { 'cache-control': 'private, max-age=86400, immutable' });
  });
  serve(app, house, readWorkOfPost, async ({ tx, actor, regionId, params, query }) => {
    granted(permit(actor, 'posts.grant'));
    return (await workOfPost(tx, regionId, params.postId, query.lastOn)) ?? deny('thing.not_found');
  });
  serve(app, house, listReassignments, async ({ tx, actor, query, at, lang }) =>
    reassignments(tx, actor, query, at, lang),
  );
  serve(app, house, reassignCases, async ({ tx, actor, body, at, lang }) =>
    reassignAll(tx, actor, body.cases, at, lang),
  );
  serve(app, house, contract.nearbyCases, async ({ tx, actor, params, at, lang }) => ({
    cases: granted(await nearbyCases(tx, actor, params.caseId, at, lang)),
  }));
}

/** The book of rules: read by who reads the catalogue, edited by who edits it. */
function templateRoutes(app: FastifyInstance, house: House): void {
  serve(app, house, rules.listTemplates, async ({ tx, actor, lang, query }) => {
    granted(permit(actor, 'catalogue.see'));
    const rows = await templateRows(tx, actor.regionId, lang);
    const from = Number(query.after ?? 0) || 0;
    const limit = query.limit ?? 50;
    return { rows: rows.slice(from, from + limit), next: rows.length > from + limit ? String(from + limit) : null };
  });
  serve(app, house, rules.getTemplate, async ({ tx, actor, params, at, lang }) => {
    granted(permit(actor, 'catalogue.see'));
    return granted(await oneTemplate(tx, actor.regionId, params.name, params.version, at, lang));
  });
  serve(app, house, rules.checkTemplate, async ({ tx, actor, body, at, lang }) => {
    granted(permit(actor, 'catalogue.see'));
    return judged(tx, actor.regionId, body.template, at, lang);
  });
  serve(app, house, rules.saveTemplate, async ({ tx, actor, params, body, commandId, at, lang }) =>
    saveTemplate(tx, granted(permit(actor, 'catalogue.edit')), { ...body, name: params.name, commandId }, at, lang),
  );
  serve(app, house, rules.publishTemplate, async ({ tx, actor, params, body, commandId, at, lang }) =>
    publishTemplate(tx, granted(permit(actor, 'catalogue.edit')), { ...body, name: params.name, commandId }, at, lang),
  );
  serve(app, house, rules.useTemplate, async ({ tx, actor, params, body, commandId, at, lang }) =>
    useTemplate(tx, granted(permit(actor, 'catalogue.edit')), { ...body, name: params.name, commandId }, at, lang),
  );
  serve(app, house, rules.moveRunning, async ({ tx, actor, params, body, at, lang }) =>
    moveRunning(
      tx,
      granted(permit(actor, 'catalogue.edit')),
      { ...body, name: params.name, after: body.after ?? null },
      at,
      lang,
    ),
  );
}

/** A move made offline says when it happened; never in the future, and the rules see to the order. */
function happened(told: string | undefined, at: Date): Date {
  if (!told) return at;
  const when = new Date(told);
  return when > at ? at : when;
}
