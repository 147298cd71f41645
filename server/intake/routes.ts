/** Who may knock: anybody to report, whoever holds number and code to a receipt, staff inside their scope. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { permissions, type Post } from '#contract/access.ts';
import * as contract from '#contract/intake.ts';
import * as surveys from '#contract/surveys.ts';
import { permit, postsFor, postWords, type Permit } from '#access';
import { addPhoto, imageKind, readPhoto } from '#cases';
import { matterOf } from '#catalogue';
import type { Actor } from '#kit/caller.ts';
import { receiptSecret, secretMatches } from '#kit/crypto.ts';
import type { Tx } from '#kit/db.ts';
import { reporter } from '#kit/facts.ts';
import { deny, granted } from '#kit/refusal.ts';
import { serveInPieces } from '#kit/pieces.ts';
import { Bytes, serve, type House } from '#kit/serve.ts';
import { makeThrottle, sourceOf } from '#kit/throttle.ts';
import { triageRoutes } from './learn/routes.ts';
import { triageOf } from './learn/views.ts';
import { proposeFor } from './triage.ts';
import { callerFor, callReported, queueByLine } from './lines/actions.ts';
import { lineRoutes } from './lines/routes.ts';
import { reportsOfCorrespondent } from './mine/views.ts';
import { openHistory, rate, receiveReport, reply, revealContact, withdraw } from './actions.ts';
import { answerByReceipt, answerToCaller, toCall } from './questions/questions.ts';
import { reportByNumber, type HeldReport } from './store.ts';
import { thanksTo } from './thanks/store.ts';
import { thank } from './thanks/thanks.ts';
import { twinRoutes } from './twins/routes.ts';
import { caseOfPhoto, photosOfReport, receiptFor, receiptView, reportsOfCase, seesCase } from './views.ts';

/** Looked up when a number is unknown, so that an unknown number costs what a wrong code costs. */
const nobody = '00000000-0000-7000-8000-000000000000';
/** Of one reporter, so that nobody uses up the room of a case that others share. */
const photosEach = 9;
/** So many wrong codes from one source, then it waits. */
const wrongCodes = { limit: 20, perMs: 10 * 60_000 };

export function intakeRoutes(app: FastifyInstance, house: House): void {
  triageRoutes(app, house);
  lineRoutes(app, house);
  const throttle = makeThrottle(wrongCodes.limit, wrongCodes.perMs);

  /**
   * The report this receipt belongs to. A wrong number and a wrong code are the same reply after the same work; the code comes
   * in a header, because addresses stand in logs and histories. Whoever has the family's code looks on and does nothing.
   */
  async function byReceipt(
    tx: Tx,
    regionId: number,
    number: string,
    request: FastifyRequest,
    at: Date,
    to: 'look' | 'act' = 'act',
  ): Promise<HeldReport & { family: boolean }> {
    const source = sourceOf(request.ip);
    const seconds = throttle.wait(source, at);
    if (seconds > 0) deny('request.too_many', { seconds });
    const given = request.headers[contract.receiptHeader];
    const held = await reportByNumber(tx, regionId, number.trim().toUpperCase());
    const fits = (whose: 'own' | 'family') =>
      secretMatches(
        receiptSecret(house.keys, regionId, held?.id ?? nobody, whose),
        typeof given === 'string' ? given : '',
      );
    const [own, family] = [fits('own'), fits('family')];
    if (held && family && to === 'act') deny('reader.not_permitted', { what: { word: 'report.by_family' } });
    if (held && (own || family)) return { ...held, family };
    throttle.failed(source, at);
    return deny('report.no_receipt');
  }

  serve(app, house, contract.sendReport, async ({ tx, regionId, body, commandId, at, lang }) => {
    const { happenedAt, ...told } = body;
    const input = { ...told, happenedAt: instant(happenedAt), lang };
    const received = await receiveReport(tx, house.keys, regionId, input, { channel: 'web' }, at, commandId);
    return receiptFor(tx, house.keys, regionId, received, lang);
  });
  // The very judgement that a report is received by, told before it is sent.
  serve(app, house, contract.proposeMatter, async ({ tx, regionId, body, lang }) => {
    const words = `${body.title.trim()} ${body.detail?.trim() ?? ''}`;
    const proposal = proposeFor(await triageOf(tx, regionId), words, body.placeText ?? '');
    const matter = proposal === 'unsure' ? undefined : await matterOf(tx, regionId, proposal.matterId);
    if (proposal === 'unsure' || !matter) return { matter: null };
    const name = (lang === 'en' && matter.smallNameEn) || matter.smallName;
    return { matter: { id: matter.id, name, terms: proposal.terms.slice(0, 3) } };
  });
  serve(app, house, contract.takeReport, async ({ tx, actor, body, commandId, at, lang }) => {
    const { channel, happenedAt, callId, ...told } = body;
    const door = { channel, permit: takenBy(actor, channel) };
    const call = callId === undefined ? null : { tx, by: granted(permit(actor, 'calls.take')), callId, commandId, at };
    // Her number goes from the exchange into her report, and no screen ever held it.
    const phone = call && told.naming !== 'anonymous' ? await callerFor(call, house.keys) : null;
    const contact = phone ? { phone, ...told.contact } : told.contact;
    const input = { ...told, contact, happenedAt: instant(happenedAt), lang };
    const received = await receiveReport(tx, house.keys, actor.regionId, input, door, at, commandId);
    if (call) {
      await callReported(call, received);
      await queueByLine(call, { caseId: received.caseId, kind: body.kind });
    }
    return { receipt: await receiptFor(tx, house.keys, actor.regionId, received, lang), caseId: received.caseId };
  });
  twinRoutes(app, house);

  serve(app, house, contract.readReceipt, async ({ tx, regionId, params, request, at, lang }) => {
    const held = await byReceipt(tx, regionId, params.number, request, at, 'look');
    return receiptView(tx, house.keys, regionId, held, at, lang);
  });
  serve(app, house, contract.replyToAnswer, async ({ tx, regionId, params, body, request, at, lang }) => {
    const held = await byReceipt(tx, regionId, params.number, request, at);
    await reply(tx, house.keys, regionId, held, body, at);
    return receiptView(tx, house.keys, regionId, held, at, lang);
  });
  serve(app, house, contract.rateAnswer, async ({ tx, regionId, params, body, request, at, lang }) => {
    const held = await byReceipt(tx, regionId, params.number, request, at);
    await rate(tx, regionId, held, body, at);
    return receiptView(tx, house.keys, regionId, held, at, lang);
  });
  serve(app, house, contract.thankWorker, async ({ tx, regionId, params, body, request, at, lang }) => {
    const held = await byReceipt(tx, regionId, params.number, request, at);
    await thank(tx, regionId, held, { id: body.id, text: body.text.trim() }, at);
    return receiptView(tx, house.keys, regionId, held, at, lang);
  });
  serve(app, house, surveys.answerByReceipt, async ({ tx, regionId, params, body, request, at, lang }) => {
    const held = await byReceipt(tx, regionId, params.number, request, at);
    await answerByReceipt(tx, regionId, held, body, at);
    return receiptView(tx, house.keys, regionId, held, at, lang);
  });
  serve(app, house, surveys.listQuestions, ({ tx, actor, query, at }) => toCall(tx, actor, query, at));
  serve(app, house, surveys.answerQuestion, ({ tx, actor, params, body, at }) =>
    answerToCaller(tx, actor, { ...params, ...body, grade: body.grade ?? null }, at),
  );
  serve(app, house, contract.listThanks, async ({ tx, actor, query }) =>
    thanksTo(tx, actor.regionId, actor.personId, query),
  );
  serve(app, house, contract.listOwnReports, async ({ tx, actor, query, lang }) => {
    granted(permit(actor, 'reports.own'));
    const doors = postsFor(actor, permissions['reports.own']).map(({ unitId }) => unitId);
    return reportsOfCorrespondent(tx, house.keys, actor, doors, query, lang);
  });
  serve(app, house, contract.withdrawReport, async ({ tx, regionId, params, body, request, at, lang }) => {
    const held = await byReceipt(tx, regionId, params.number, request, at);
    await withdraw(tx, house.keys, regionId, held, body.reason, at);
    return receiptView(tx, house.keys, regionId, held, at, lang);
  });
  serveInPieces(
    app,
    house,
    [contract.addReportPhoto, contract.addReportPhotoPiece],
    async ({ tx, regionId, params, request, at }) => {
      const held = await byReceipt(tx, regionId, params.number, request, at);
      if ((await photosOfReport(tx, regionId, held)) >= photosEach) deny('photo.too_many', { limit: photosEach });
      return held;
    },
    ({ tx, regionId, params, bytes, request, at }, held) => {
      const claimed = (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
      if (!isWhatItSays(claimed, imageKind(bytes))) deny('photo.not_an_image', { reason: claimed });
      const photo = { regionId, caseId: held.caseId, photoId: params.photoId, reportId: held.id, bytes, by: reporter };
      return addPhoto(tx, house.files, { ...photo, purpose: 'report' }, at);
    },
  );
  serve(app, house, contract.readReportPhoto, async ({ tx, regionId, params, request, at }) => {
    const held = await byReceipt(tx, regionId, params.number, request, at, 'look');
    const caseId = (await caseOfPhoto(tx, regionId, held.id, params.photoId)) ?? deny('thing.not_found');
    const bytes = granted(await readPhoto(tx, house.files, regionId, caseId, params.photoId));
    return new Bytes(bytes, 'image/jpeg', { 'cache-control': 'private, no-store' });
  });

  serve(app, house, contract.listReports, async ({ tx, actor, params, query }) => {
    granted(permit(actor, 'cases.see'));
    if (!(await seesCase(tx, actor, params.caseId))) deny('thing.not_found');
    return reportsOfCase(tx, house.keys, actor, params.caseId, query);
  });
  serve(app, house, contract.revealContact, async ({ tx, actor, params, body, at, commandId }) => {
    granted(permit(actor, 'cases.see'));
    return revealContact(tx, house.keys, actor, { reportId: params.reportId, reason: body.reason, commandId }, at);
  });
  serve(app, house, contract.openHistory, async ({ tx, actor, params, body, at, commandId }) => {
    const by = granted(permit(actor, 'reports.see_contact'));
    return { earlier: await openHistory(tx, by, { reportId: params.reportId, reason: body.reason, commandId }, at) };
  });
}

const instant = (text: string | undefined): Date | undefined => (text === undefined ? undefined : new Date(text));

/** Which posts stand at which door: a keeper's finding counts as active discovery, so nobody else may call one his own. */
const atDoor: Record<'hotline' | 'counter' | 'department' | 'keeper', readonly Post[]> = {
  hotline: ['receiver', 'duty_officer'],
  counter: ['receiver', 'duty_officer', 'clerk'],
  // 信息员 tell at the door of their community's office, which has its part in the case.
  department: ['clerk', 'correspondent'],
  keeper: ['keeper'],
};
function takenBy(actor: Actor, channel: keyof typeof atDoor): Permit<'reports.take'> {
  const [post] = postsFor(actor, atDoor[channel]);
  if (!post && postsFor(actor, permissions['reports.take']).length > 0) {
    const what = { word: `channel.${channel}` } as const;
    return deny('reader.not_permitted', {
      what: { word: 'access.belongs_to', params: { what, posts: postWords(atDoor[channel]) } },
    });
  }
  return granted(permit(actor, 'reports.take', post ? { postId: post.id } : {}));
}

/** What the bytes are is told by their beginning; a sender who claims another kind is refused (HEIC and AVIF share a beginning). */
function isWhatItSays(claimed: string, kind: string | undefined): boolean {
  if (kind === undefined) return false;
  if (claimed === 'application/octet-stream') return true;
  return claimed === `image/${kind}` || (kind === 'heif' && (claimed === 'image/heic' || claimed === 'image/avif'));
}
