/** A grid worker's day, written down: each act with its permit, its row and its fact. Where she walked is in no fact. */
import type { BodyOf, Point } from '#contract/endpoint.ts';
import type * as contract from '#contract/patrol.ts';
import { trackDays } from '#contract/patrol.ts';
import { localDate } from '#contract/calendar.ts';
import { uuidv7 } from '#contract/ids.ts';
import { housePermit, postHolders, type AnyPermit, type Permit } from '#access';
import { appointKeeper, areaOf, locate, regionOf } from '#areas';
import { newToken, seal, type Keys } from '#kit/crypto.ts';
import type { Tx } from '#kit/db.ts';
import { record, system, type Doer, type Fact } from '#kit/facts.ts';
import { deny, granted } from '#kit/refusal.ts';
import {
  coverageOf,
  happened,
  lastMoment,
  leaveFits,
  proofOf,
  takenOf,
  visitContext,
  stampedIn,
  type Rhythm,
} from './patrol.rules.ts';
import {
  decideLeaveRow,
  decideObjectionRow,
  deletePositions,
  endShift,
  forgottenShifts,
  insertCheckpoint,
  insertLeave,
  insertObjection,
  insertPositions,
  insertShift,
  insertStamp,
  insertVisit,
  knowPhone,
  lockCheckpoint,
  lockLeave,
  lockObjection,
  lockOpenShift,
  lockShift,
  markWiped,
  orderWipe,
  retireCheckpointRow,
  type Asked,
} from './store.ts';
import { keptAreas, monthOf, publicPhoneOf } from './views.ts';

type Now = { tx: Tx; commandId: string; at: Date };
const fact = (
  subject: Fact['subject'],
  subjectId: string,
  kind: string,
  at: Date,
  by: Doer,
  data: Record<string, unknown> = {},
): Fact => ({ subject, subjectId, kind, at, by, data });

// ── On duty ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** 上岗. One at a time: a second phone is told since when she is on duty. */
export async function checkIn(
  { tx, commandId, at }: Now,
  { actor, post, regionId, by }: Permit<'patrol.walk'>,
  told: BodyOf<typeof contract.checkIn>,
): Promise<void> {
  const beganAt = happened(told.happenedAt, at);
  const open = await lockOpenShift(tx, regionId, actor.personId);
  // Kept on a phone all night: the shift before was ended by nobody, and this one began after it had to be over.
  if (open && lastMoment(open.beganAt) <= beganAt) await closeForgotten(tx, regionId, open, at);
  else if (open) deny('patrol.on_duty', { at: open.beganAt.toISOString().slice(0, 16).replace('T', ' ') });
  await insertShift(tx, regionId, { id: told.id, personId: actor.personId, unitId: post.unitId, beganAt }, at);
  await record(tx, regionId, [fact('shift', told.id, 'shift.began', beganAt, by)], commandId);
}

async function ownShift(tx: Tx, permit: Permit<'patrol.walk'>, id: string) {
  const shift = await lockShift(tx, permit.regionId, id);
  return shift?.personId === permit.actor.personId ? shift : deny('thing.not_found');
}

/** 下岗. Ended by the house in the meantime: what she tells is the better knowledge, as long as it is the earlier. */
export async function checkOut(
  { tx, commandId, at }: Now,
  permit: Permit<'patrol.walk'>,
  shiftId: string,
  told: { happenedAt: string },
): Promise<void> {
  const { regionId, by } = permit;
  const shift = await ownShift(tx, permit, shiftId);
  const when = happened(told.happenedAt, at);
  const endedAt =
    when < shift.beganAt ? shift.beganAt : when > lastMoment(shift.beganAt) ? lastMoment(shift.beganAt) : when;
  if (shift.endedBy === 'person') return;
  await endShift(tx, regionId, shiftId, endedAt, 'person', at);
  await record(tx, regionId, [fact('shift', shiftId, 'shift.ended', endedAt, by)], commandId);
}

export async function tellPositions(
  { tx }: Now,
  permit: Permit<'patrol.walk'>,
  shiftId: string,
  points: readonly { at: string; point: Point; accuracyM: number }[],
): Promise<{ taken: number; left: number }> {
  const shift = await ownShift(tx, permit, shiftId);
  const taken = takenOf(
    points.map((one) => ({ ...one, at: new Date(one.at) })),
    shift,
  );
  if (taken.length > 0) await insertPositions(tx, permit.regionId, shiftId, taken);
  return { taken: taken.length, left: points.length - taken.length };
}

async function closeForgotten(tx: Tx, regionId: number, shift: { id: string; beganAt: Date }, at: Date): Promise<void> {
  const endedAt = lastMoment(shift.beganAt);
  await endShift(tx, regionId, shift.id, endedAt, 'house', at);
  await record(tx, regionId, [fact('shift', shift.id, 'shift.ended', endedAt, system, { forgotten: true })]);
}
/** A sweep: who forgot to check out is not followed through the night. */
export async function endForgottenShifts(tx: Tx, regionId: number, at: Date, limit: number): Promise<number> {
  const before = new Date(at.getTime() - lastMoment(new Date(0)).getTime());
  const shifts = await forgottenShifts(tx, regionId, before, limit);
  for (const shift of shifts) await closeForgotten(tx, regionId, shift, at);
  return shifts.length;
}
/** A sweep: 轨迹 older than thirty days is gone. */
export const forgetTracks = (tx: Tx, regionId: number, at: Date, limit: number): Promise<number> =>
  deletePositions(tx, regionId, new Date(at.getTime() - trackDays * 86_400_000), limit);

// ── Points of a cell ───────────────────────────────────────────────────────────────────────────────────────────────────

/** Easily typed from a plate in the rain: no letters or digits that look alike. */
const plate = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
const newCode = (): string =>
  Array.from(Buffer.from(newToken(), 'base64url').subarray(0, 6), (byte) => plate[byte % plate.length]).join('');

export async function saveCheckpoint(
  { tx, commandId, at }: Now,
  permit: AnyPermit<'patrol.plan'> & Partial<Pick<Permit, 'post'>>,
  told: { id: string; name: string; point: Point; every: Rhythm; madeBy: string },
): Promise<void> {
  const { regionId, by } = permit;
  const { area } = await locate(tx, regionId, told.point);
  const ground = permit.post?.areaPath;
  if (!area || (ground && !`${area.path}.`.startsWith(`${ground}.`))) return deny('patrol.outside');
  const place = { areaId: area.id, areaPath: area.path, name: told.name.trim(), location: told.point };
  await insertCheckpoint(
    tx,
    regionId,
    { id: told.id, ...place, code: newCode(), every: told.every, by: told.madeBy },
    at,
  );
  const data = { name: place.name, areaId: area.id, every: told.every };
  await record(tx, regionId, [fact('checkpoint', told.id, 'checkpoint.set', at, by, data)], commandId);
}

export async function retireCheckpoint(
  { tx, commandId, at }: Now,
  { regionId, by, post, actor }: Permit<'patrol.plan'>,
  id: string,
): Promise<void> {
  const point = await lockCheckpoint(tx, regionId, id);
  // Of one's own ground; whoever has none takes away what she set herself, and a leader of the district any.
  const mine =
    point?.madeBy === actor.personId ||
    (post.areaPath ? `${point?.areaPath}.`.startsWith(`${post.areaPath}.`) : post.post === 'leader');
  if (!point || !mine) return deny('thing.not_found');
  if (point.retired) return;
  await retireCheckpointRow(tx, regionId, id, at);
  await record(tx, regionId, [fact('checkpoint', id, 'checkpoint.retired', at, by)], commandId);
}

export async function stampCheckpoint(
  { tx, commandId, at }: Now,
  permit: Permit<'patrol.walk'>,
  checkpointId: string,
  told: BodyOf<typeof contract.stampCheckpoint>,
): Promise<{ how: 'code' | 'position'; metres: number | null; recordedAt: string }> {
  const { regionId, by, actor } = permit;
  const shift = await ownShift(tx, permit, told.shiftId);
  const point = (await lockCheckpoint(tx, regionId, checkpointId)) ?? deny('thing.not_found');
  const happenedAt = stampedIn(happened(told.happenedAt, at), shift) ?? deny('patrol.off_duty');
  const proof = granted(proofOf(point, told));
  const stamp = { id: told.id, checkpointId, personId: actor.personId, shiftId: shift.id, proof, fine: told.fine };
  await insertStamp(tx, regionId, { ...stamp, remark: told.remark?.trim() ?? '', happenedAt }, at);
  const data = { how: proof.how, fine: told.fine };
  await record(tx, regionId, [fact('checkpoint', checkpointId, 'checkpoint.visited', happenedAt, by, data)], commandId);
  return { ...proof, recordedAt: at.toISOString() };
}

// ── Visits ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

export async function logVisit(
  { tx, commandId, at }: Now,
  keys: Keys,
  { regionId, by, actor, post }: Permit<'patrol.walk'>,
  told: BodyOf<typeof contract.logVisit>,
): Promise<void> {
  const happenedAt = happened(told.happenedAt, at);
  const area = told.point ? (await locate(tx, regionId, told.point)).area : null;
  const words = seal(keys, told.words.trim(), visitContext(regionId, told.id));
  const visit = { id: told.id, personId: actor.personId, unitId: post.unitId, areaId: area?.id ?? null };
  await insertVisit(tx, regionId, { ...visit, purpose: told.purpose, words, happenedAt }, at);
  const data = { purpose: told.purpose, areaId: visit.areaId };
  await record(tx, regionId, [fact('visit', told.id, 'visit.logged', happenedAt, by, data)], commandId);
}

// ── Leave, objections ──────────────────────────────────────────────────────────────────────────────────────────────────

const today = async (tx: Tx, regionId: number, at: Date): Promise<string> =>
  localDate(at, (await regionOf(tx, regionId)).timeZone);

export async function askLeave(
  { tx, commandId, at }: Now,
  { regionId, by, actor, post }: Permit<'patrol.walk'>,
  told: BodyOf<typeof contract.askLeave>,
): Promise<void> {
  if (!leaveFits(told.fromOn, told.toOn, await today(tx, regionId, at))) deny('patrol.leave_days');
  const team = await postHolders(tx, regionId, { posts: ['keeper'], unitId: post.rootUnitId }, at);
  if (told.deputyId === actor.personId || !team.some(({ personId }) => personId === told.deputyId))
    deny('patrol.deputy_post');
  const leave = { ...told, personId: actor.personId, unitId: post.unitId, reason: told.reason.trim() };
  await insertLeave(tx, regionId, leave, at);
  const data = { fromOn: told.fromOn, toOn: told.toOn, deputyId: told.deputyId };
  await record(tx, regionId, [fact('leave', told.id, 'leave.asked', at, by, data)], commandId);
}

/** Of her own office's people, and never her own. */
function mayDecide(asked: Asked | undefined, { actor, post }: Permit<'patrol.decide'>): Asked {
  if (!asked || !(post.post === 'leader' || post.unitIds.includes(asked.unitId))) return deny('thing.not_found');
  if (asked.personId === actor.personId) deny('patrol.own_request');
  if (asked.decided) deny('patrol.decided');
  return asked;
}

/** 批假: with the yes, the deputy becomes deputy keeper of the same areas for just these days, and so may act there. */
export async function decideLeave(
  { tx, commandId, at }: Now,
  permit: Permit<'patrol.decide'>,
  leaveId: string,
  { accept, words }: { accept: boolean; words: string },
): Promise<void> {
  const { regionId, by, actor } = permit;
  const leave = await lockLeave(tx, regionId, leaveId);
  mayDecide(leave, permit);
  await decideLeaveRow(tx, regionId, leaveId, { accept, words: words.trim(), by: actor.personId }, at);
  if (accept && leave) {
    const publicPhone = await publicPhoneOf(tx, regionId, leave.deputyId);
    // What was decided is carried out by the house: whoever grants a leave does not thereby draw the grid.
    const house = housePermit('areas.edit', regionId);
    for (const areaId of await keptAreas(tx, regionId, leave.personId, at)) {
      const { deputyId: personId, fromOn, toOn } = leave;
      if ((await areaOf(tx, regionId, areaId))?.ended !== false) continue;
      const turn = { id: uuidv7(at.getTime()), areaId, personId, role: 'deputy', publicPhone, fromOn, toOn } as const;
      await appointKeeper(tx, house, turn, at);
    }
  }
  const kind = accept ? 'leave.granted' : 'leave.denied';
  await record(tx, regionId, [fact('leave', leaveId, kind, at, by)], commandId);
}

export async function objectTo(
  { tx, commandId, at }: Now,
  { regionId, by, actor, post }: Permit<'patrol.walk'>,
  told: BodyOf<typeof contract.objectToCoverage>,
): Promise<void> {
  const { timeZone } = await regionOf(tx, regionId);
  const { dutyDays, points, stamps } = await monthOf(tx, regionId, actor.personId, told.month, at);
  const { kept, due } = coverageOf(dutyDays, points, stamps, timeZone);
  const one = { id: told.id, personId: actor.personId, unitId: post.unitId, month: told.month, kept, due };
  await insertObjection(tx, regionId, { ...one, reason: told.reason.trim() }, at);
  const data = { month: told.month, kept, due };
  await record(tx, regionId, [fact('objection', told.id, 'objection.raised', at, by, data)], commandId);
}

export async function decideObjection(
  { tx, commandId, at }: Now,
  permit: Permit<'patrol.decide'>,
  id: string,
  { accept, words }: { accept: boolean; words: string },
): Promise<void> {
  const { regionId, by, actor } = permit;
  mayDecide(await lockObjection(tx, regionId, id), permit);
  await decideObjectionRow(tx, regionId, id, { accept, words: words.trim(), by: actor.personId }, at);
  const kind = accept ? 'objection.upheld' : 'objection.dismissed';
  await record(tx, regionId, [fact('objection', id, kind, at, by)], commandId);
}

// ── Phones ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

type Owner = { regionId: number; personId: string };
export async function registerPhone(
  { tx, at }: Now,
  { regionId, personId }: Owner,
  phone: { phoneId: string; name: string },
): Promise<void> {
  if (!(await knowPhone(tx, regionId, { id: phone.phoneId, personId, name: phone.name.trim() }, at)))
    deny('thing.not_found');
}
export async function wipePhone(
  { tx, commandId, at }: Now,
  { regionId, personId }: Owner,
  by: Doer,
  phoneId: string,
): Promise<void> {
  const done = (await orderWipe(tx, regionId, phoneId, personId, at)) ?? deny('thing.not_found');
  if (done === 'ordered') await record(tx, regionId, [fact('phone', phoneId, 'phone.wipe_ordered', at, by)], commandId);
}
export async function phoneWiped(
  { tx, commandId, at }: Now,
  regionId: number,
  phoneId: string,
  lost: number,
): Promise<void> {
  if (!(await markWiped(tx, regionId, phoneId, lost, at))) deny('thing.not_found');
  await record(tx, regionId, [fact('phone', phoneId, 'phone.wiped', at, system, { lost })], commandId);
}
