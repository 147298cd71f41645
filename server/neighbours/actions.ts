/** Points are given when a case is closed, taken back when it turns out otherwise, and exchanged at a counter. */
import { uuidv7 } from '#contract/ids.ts';
import { say } from '#contract/words/words.ts';
import type { Permit } from '#access';
import { regionOf } from '#areas';
import { lookupHash, newToken, type Keys } from '#kit/crypto.ts';
import type { Tx } from '#kit/db.ts';
import { onFact, record, system, type Doer } from '#kit/facts.ts';
import { deny } from '#kit/refusal.ts';
import { againDays, awardFor, ticketHours } from './points.rules.ts';
import {
  insertEntry,
  insertRule,
  lockAddress,
  replaceTicket,
  takeTicket,
  type NewEntry,
  type RuleSet,
} from './store.ts';
import { balanceOf, earnedBy, earnedFor, ruleInForce, usefulReports, type Earned } from './views.ts';

// ── Given and taken back ───────────────────────────────────────────────────────────────────────────────────────────────

const nothingMore = { why: '', what: '', personId: null, unitId: null };

/** Closed is what was so, was done and was checked: that alone was useful. A history that is read in earns nothing: it has no address. */
onFact('case.closed', async (tx, { regionId, subjectId: caseId, at }) => {
  const rule = await ruleInForce(tx, regionId);
  if (!rule?.on) return;
  const { timeZone } = await regionOf(tx, regionId);
  for (const report of await usefulReports(tx, regionId, caseId)) {
    await lockAddress(tx, report.addressHash);
    const since = new Date(at.getTime() - againDays * 86_400_000);
    const earned = await earnedBy(tx, regionId, report, at, timeZone, since);
    const { points, why } = awardFor(rule, { ...report, again: earned.again }, earned);
    const { reportId, addressHash } = report;
    const kind = points > 0 ? ('earned' as const) : ('nothing' as const);
    await enter(tx, regionId, { ...nothingMore, addressHash, kind, points, reportId, why }, system, at);
  }
});

/** Opened again and then not so after all, or the same as another: what it earned goes back. */
for (const kind of ['case.voided', 'case.refused', 'case.withdrawn', 'case.merged'])
  onFact(kind, async (tx, { regionId, subjectId: caseId, at }) => {
    for (const earned of await earnedFor(tx, regionId, { caseId }))
      await giveBack(tx, regionId, earned, { why: '', by: system, id: uuidv7(at.getTime()) }, at);
  });

async function enter(
  tx: Tx,
  regionId: number,
  entry: Omit<NewEntry, 'id'> & { id?: string },
  by: Doer,
  at: Date,
): Promise<boolean> {
  const id = entry.id ?? uuidv7(at.getTime());
  if (!(await insertEntry(tx, regionId, { ...entry, id }, at))) return false;
  const kinds = { earned: 'entered', nothing: 'entered', taken_back: 'taken_back', redeemed: 'redeemed' } as const;
  const data = { points: entry.points, ...(entry.reportId ? { reportId: entry.reportId } : {}) };
  const fact = { subject: 'points' as const, subjectId: id, kind: `points.${kinds[entry.kind]}`, at, by, data, n: 1 };
  await record(tx, regionId, [fact], entry.id ?? null);
  return true;
}

async function giveBack(
  tx: Tx,
  regionId: number,
  earned: Earned,
  told: { id: string; why: string; by: Doer },
  at: Date,
): Promise<boolean> {
  await lockAddress(tx, earned.addressHash);
  const why = told.why || `${say('zh', 'points.case_ended_otherwise')} / ${say('en', 'points.case_ended_otherwise')}`;
  const { addressHash, reportId } = earned;
  const by = { personId: told.by.personId ?? null, unitId: told.by.unitId ?? null };
  const entry = {
    ...nothingMore,
    ...by,
    addressHash,
    reportId,
    kind: 'taken_back' as const,
    points: -earned.points,
    why,
  };
  return enter(tx, regionId, { ...entry, id: told.id }, told.by, at);
}

/** By a person who saw a fraud that no rule sees. */
export async function takeBack(
  tx: Tx,
  permit: Permit<'points.take_back'>,
  told: { id: string; number: string; reason: string },
  at: Date,
): Promise<number> {
  const [earned] = await earnedFor(tx, permit.regionId, { number: told.number.trim().toUpperCase() });
  if (!earned) return deny('points.nothing_earned');
  const done = await giveBack(tx, permit.regionId, earned, { id: told.id, why: told.reason, by: permit.by }, at);
  return done ? earned.points : deny('points.nothing_earned');
}

// ── The rule ───────────────────────────────────────────────────────────────────────────────────────────────────────────

export async function saveRule(
  tx: Tx,
  permit: Permit<'catalogue.edit'>,
  wanted: RuleSet,
  commandId: string,
  at: Date,
): Promise<void> {
  const { regionId } = permit;
  if (wanted.mostADay < wanted.award || wanted.mostAMonth < wanted.mostADay) deny('points.caps');
  const rule = { ...wanted, version: wanted.version + 1 };
  if (!(await insertRule(tx, regionId, rule, at)))
    deny('thing.stale', {}, { current: await ruleInForce(tx, regionId) });
  const data = { ...rule };
  const fact = { subject: 'points' as const, subjectId: 'rule', kind: 'points.rule_made', at, by: permit.by, data };
  await record(tx, regionId, [{ ...fact, n: rule.version }], commandId);
}

// ── Exchange ───────────────────────────────────────────────────────────────────────────────────────────────────────────

const codeHash = (keys: Keys, regionId: number, code: string): Buffer =>
  lookupHash(keys, `ticket:${regionId}:${code.toUpperCase().replace(/[^0-9A-Z]/g, '')}`);

export async function makeTicket(
  tx: Tx,
  keys: Keys,
  regionId: number,
  addressHash: Buffer,
  points: number,
  at: Date,
): Promise<{ code: string; points: number; until: string }> {
  const rule = await ruleInForce(tx, regionId);
  if (points < (rule?.least ?? 1)) deny('points.least', { n: rule?.least });
  await lockAddress(tx, addressHash);
  const balance = await balanceOf(tx, regionId, addressHash);
  if (points > balance) deny('points.too_few', { n: balance });
  // Read aloud over a counter: ten signs of a random token, without what sounds or looks alike.
  const letters = newToken()
    .toUpperCase()
    .replace(/[^2-9A-HJ-NP-Z]/g, '')
    .slice(0, 10);
  const code = letters.replace(/(.{5})(?=.)/g, '$1-');
  const until = new Date(at.getTime() + ticketHours * 3_600_000);
  await replaceTicket(tx, regionId, { codeHash: codeHash(keys, regionId, code), addressHash, points, until });
  return { code, points, until: until.toISOString() };
}

/** The clerk learns how much, and not whose. What was taken back since the ticket was made is no longer there. */
export async function redeem(
  tx: Tx,
  keys: Keys,
  permit: Permit<'points.redeem'>,
  told: { id: string; code: string; what: string },
  at: Date,
): Promise<number> {
  const { regionId, post } = permit;
  // Points are exchanged where people live: at the counter of a community or its street.
  if (post.unitKind !== 'street' && post.unitKind !== 'community')
    deny('reader.not_permitted', { what: { word: 'permission.points.redeem' } });
  const ticket = await takeTicket(tx, regionId, codeHash(keys, regionId, told.code), at);
  if (!ticket) return deny('points.no_ticket');
  await lockAddress(tx, ticket.addressHash);
  const balance = await balanceOf(tx, regionId, ticket.addressHash);
  if (ticket.points > balance) deny('points.too_few', { n: balance });
  const { addressHash, points } = ticket;
  const by = { personId: permit.actor.personId, unitId: post.unitId };
  const entry = { ...nothingMore, ...by, addressHash, kind: 'redeemed' as const, points: -points, reportId: null };
  const kept = await enter(tx, regionId, { ...entry, id: told.id, what: told.what }, permit.by, at);
  return kept ? points : deny('command.id_reused');
}
