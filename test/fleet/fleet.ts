/**
 * A fleet of phones on a bad network against the real house: each plays by the outbox rules that the app plays by, and the network loses
 * requests, loses answers, cuts uploads in the middle, brings what it brings twice and in any order; phones are put back from an older
 * copy of themselves, and some are told to forget. Everything is drawn from a seed. A phone may have a flaw: the control of the audit.
 */
import { request } from 'node:http';
import sharp from 'sharp';
import { uuidv7 } from '#contract/ids.ts';
import { dice } from '#kit/dice.ts';
import {
  begin,
  giveUp,
  queued,
  sendable,
  settle,
  unsentCount,
  wake,
  type Answer,
  type Row,
  type What,
} from '#web/field/outbox.rules.ts';
import type { Door } from '../support/knock.ts';

export type Size = { devices: number; operations: number };
export type Phone = {
  n: number;
  rows: Row[];
  bodies: Map<string, Request>;
  revoked: boolean;
  /** what ever went out, by its key: the phone itself forgets that when it is put back from a backup */
  wentOut: Set<string>;
  /** what it looked like a while ago, as a backup keeps it */
  copy: Row[];
  /** told to forget: how many acts it had not sent */
  lost: number | null;
  flaw: Flaw | null;
};
/** What an app could do wrong: each must be found. */
export const flaws = {
  hopes: 'calls sent what nobody answered for',
  forgets: 'throws away what was refused',
  mutters: 'keeps a refusal without its words',
  renames: 'sends again under another id',
  arrives: 'says that everything happened when it arrived',
} as const;
export type Flaw = keyof typeof flaws;
type Request = { path: (row: Row, phone: Phone) => string; body?: object; query?: string; saysWhen: boolean };
export type World = { matterId: number; points: { id: string; code: string }[]; shiftId: string; cases: string[] };

const morning = Date.parse('2026-11-23T00:10:00Z');
/** When the network is there again: the evening, by the house's clock. */
export const evening = '2026-11-23T10:00:00Z';

/** Ids as a phone makes them, and yet the same in every run of a seed. */
const idsFrom = (random: () => number) => (at: number) =>
  uuidv7(at, (bytes) => {
    for (let i = 0; i < bytes.length; i++) bytes[i] = Math.floor(random() * 256);
    return bytes;
  });

export function fleetOf({ devices, operations }: Size, world: World, seed: number): Phone[] {
  return Array.from({ length: devices }, (_, n) => {
    const random = dice(seed * 100_003 + n);
    const newId = idsFrom(random);
    const phone: Phone = {
      n,
      rows: [],
      bodies: new Map(),
      revoked: false,
      wentOut: new Set(),
      copy: [],
      lost: null,
      flaw: null,
    };
    let deviceAt = morning;
    const add = (what: What, request: Omit<Request, 'saysWhen'>, of: { act?: string; caseFrom?: string } = {}): Row => {
      const id = newId(deviceAt);
      const act = of.act ?? id;
      const row = queued({
        key: id,
        id,
        act,
        group: act,
        seq: phone.rows.length + 1,
        what,
        caseFrom: of.caseFrom ?? null,
        after: null,
        deviceAt,
        offsetMs: 0,
      });
      phone.rows.push(row);
      phone.bodies.set(id, { ...request, saysWhen: what !== 'photo' });
      return row;
    };
    while (phone.rows.length < operations) {
      deviceAt += 30_000 + Math.floor(random() * 60_000);
      const drawn = random();
      if (drawn < 0.55) {
        const words = `第${n}号机 第${phone.rows.length}条`;
        add('visit', { path: () => '/v1/field/visits', body: { purpose: 'opinion', words } });
      } else if (drawn < 0.8) {
        const point = world.points[Math.floor(random() * world.points.length)]!;
        // One in ten has misread the plate: a refusal that must be seen.
        const code = random() < 0.1 ? 'WRONG2' : point.code;
        const body = { shiftId: world.shiftId, code, fine: true };
        add('stamp', { path: () => `/v1/field/checkpoints/${point.id}/stamps`, body });
      } else if (drawn < 0.93) {
        const body = { channel: 'keeper', kind: 'help', naming: 'named', title: `机${n}事${phone.rows.length}` };
        const report = add('report', { path: () => '/v1/desk/reports', body: { ...body, matterId: world.matterId } });
        const path = (row: Row, { rows }: Phone) =>
          `/v1/cases/${rows.find(({ key }) => key === row.caseFrom)?.receipt?.caseId}/photos/${row.id}?purpose=report`;
        add('photo', { path }, { act: report.act, caseFrom: report.key });
      } else {
        const caseId = world.cases[Math.floor(random() * world.cases.length)]!;
        // Everybody looked at the same version of it: one of them is first.
        const body = { version: -1, input: { move: 'confirm', isSo: true, remark: `第${n}号机看过` } };
        add('move', { path: () => `/v1/cases/${caseId}/moves`, body });
      }
    }
    phone.copy = phone.rows;
    return phone;
  });
}

/** 远程清除: what was not sent is gone, and it is told how much that was. What was sent and not answered may have arrived. */
export function forget(phone: Phone): number {
  phone.lost = unsentCount(phone.rows);
  for (const { act } of phone.rows) phone.rows = giveUp(phone.rows, act, '本机已被远程清除');
  return phone.lost;
}

export type Weather = {
  /** shares of requests that do not arrive, and of answers that do not come back */
  lost: number;
  unheard: number;
  twice: number;
};
type Luck = 'requests' | 'lost' | 'cut' | 'unheard' | 'twice' | 'closed' | 'restored';
export type Told = Record<Luck, number>;

/** Until nothing may go any more. The seed draws who comes next and what befalls whom; `meanwhile` is asked after each round. */
export async function sendAll(
  door: Door,
  phones: Phone[],
  versionOf: (caseId: string) => number,
  seed: number,
  weather: Weather,
  meanwhile: (sent: number) => Promise<void> = async () => undefined,
): Promise<Told> {
  const told: Told = { requests: 0, lost: 0, cut: 0, unheard: 0, twice: 0, closed: 0, restored: 0 };
  const house = await door.listen();
  const order = dice(seed);
  // Each phone has luck of its own, so that a run of a seed is the same however its requests overtake one another.
  const lucks = new Map(phones.map((phone) => [phone, dice(seed * 7_919 + phone.n + 1)]));
  const picture = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#567' } })
    .jpeg()
    .toBuffer();
  let now = Date.parse(evening);

  const headersOf = ({ revoked }: Phone) => ({ 'x-phone': revoked ? 'revoked' : 'keeper' });
  const addressOf = (phone: Phone, row: Row) => phone.bodies.get(row.key)!.path(row, phone);
  const knock = (phone: Phone, row: Row) => {
    const { body, saysWhen } = phone.bodies.get(row.key)!;
    const address = addressOf(phone, row);
    const headers = headersOf(phone);
    if (row.what === 'photo') return door.knock(address, { bytes: picture, type: 'image/jpeg', headers });
    const caseId = /^\/v1\/cases\/([^/]+)\/moves$/.exec(address)?.[1];
    const version = caseId === undefined ? {} : { version: versionOf(caseId) };
    const happenedAt = phone.flaw === 'arrives' ? new Date(now).toISOString() : row.happenedAt;
    const when = saysWhen ? { happenedAt } : {};
    return door.knock(address, { body: { ...body, ...version, id: row.id, ...when }, headers });
  };
  /** Half of a picture, and the network is gone. */
  const cutOff = (phone: Phone, row: Row) =>
    new Promise<void>((done) => {
      const headers = { ...headersOf(phone), 'content-type': 'image/jpeg', 'content-length': picture.length };
      const going = request(`${house}${addressOf(phone, row)}`, { method: 'PUT', headers });
      going.on('error', () => undefined);
      going.on('close', done);
      going.write(picture.subarray(0, picture.length / 2), () => going.destroy());
    });
  const heard = ({ status, body }: Awaited<ReturnType<Door['knock']>>, row: Row): Answer => {
    if (status < 300) {
      const receipt = row.what === 'report' ? { caseId: body.caseId as string } : null;
      return { kind: 'taken', receipt };
    }
    if (status === 401) return { kind: 'signed_out' };
    if (status === 429 || status === 503) return { kind: 'later' };
    return { kind: 'refused', refusal: { code: body.code as string, title: body.title as string, status } };
  };

  const settled = (phone: Phone, row: Row, answer: Answer): Row[] => {
    const next = settle(row, answer, now);
    const { flaw } = phone;
    const kept = phone.rows.map((one) => (one.key === next.key ? next : one));
    if (flaw === 'hopes' && answer.kind === 'later')
      return settled({ ...phone, flaw: null }, row, { kind: 'taken', receipt: null });
    if (flaw === 'renames' && answer.kind === 'later')
      return kept.map((one) => (one.key === row.key ? { ...one, id: newName(now) } : one));
    if (next.state !== 'refused') return kept;
    if (flaw === 'forgets') return kept.filter(({ key }) => key !== next.key);
    if (flaw === 'mutters')
      return kept.map((one) => (one.key === row.key ? { ...one, refusal: { ...one.refusal!, title: '' } } : one));
    return kept;
  };
  const newName = idsFrom(dice(seed + 1));

  let busy = [...phones];
  for (;;) {
    now += 1_000;
    // Some phones at once, as it is when a whole shift comes back into the network.
    const some = new Set<Phone>();
    while (some.size < Math.min(4, busy.length)) {
      const n = Math.floor(order() * busy.length);
      if (sendable(busy[n]!.rows, Infinity).length > 0) some.add(busy[n]!);
      else busy = busy.toSpliced(n, 1);
    }
    if (some.size === 0) return told;
    await Promise.all(
      [...some].map(async (phone) => {
        const luckOf = lucks.get(phone)!;
        const may = sendable(phone.rows, Infinity);
        const row = begin(may[Math.floor(luckOf() * may.length)]!, 0, now);
        phone.rows = phone.rows.map((one) => (one.key === row.key ? row : one));
        phone.wentOut.add(row.key);
        told.requests++;
        const luck = luckOf();
        if (luck < weather.lost) {
          told.lost++;
          if (row.what === 'photo') {
            told.cut++;
            await cutOff(phone, row);
          }
          phone.rows = settled(phone, row, { kind: 'later' });
        } else if (luck < weather.lost + weather.unheard) {
          told.unheard++;
          await knock(phone, row);
          // The tab is closed before the answer, or the answer is lost on its way: the row does not know.
          phone.rows = luckOf() < 0.5 ? wake(phone.rows) : settled(phone, row, { kind: 'later' });
        } else {
          const answer = heard(await knock(phone, row), row);
          if (answer.kind === 'taken' && luckOf() < weather.twice) {
            told.twice++;
            await knock(phone, row);
          }
          phone.rows = settled(phone, row, answer);
        }
        // What is refused holds the rest of its act back until a person decides; this one gives it up.
        const refused = phone.rows.find(
          ({ state, act }) =>
            state === 'refused' && phone.rows.some((one) => one.act === act && one.state === 'queued'),
        );
        if (refused) {
          told.closed++;
          phone.rows = giveUp(phone.rows, refused.act, '人已确认放弃').map((one) =>
            one.key === refused.key ? { ...one, state: 'refused', reason: null } : one,
          );
        }
        // A backup now and then; put back from it, the phone sends once more what had arrived since.
        const chance = luckOf();
        if (chance < 0.02) phone.copy = phone.rows;
        else if (chance < 0.022) {
          told.restored++;
          phone.rows = wake(phone.copy);
          if (!busy.includes(phone)) busy.push(phone);
        }
      }),
    );
    await meanwhile(told.requests);
  }
}

// ── The audit ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Ids that stand in the house, by what they are. */
export type There = Record<'visit' | 'stamp' | 'report' | 'photo', ReadonlySet<string>>;

/** Given up after it went out and no answer is known, it may be there; what never went out, or was refused, may not. */
export const mayHaveArrived = ({ wentOut }: Phone, { key, state, refusal }: Row): boolean =>
  state === 'given_up' && wentOut.has(key) && refusal === null;

/** What went wrong with one phone, in words; nothing, when every act of it has an end that can be seen. */
export function faultsOf(phone: Phone, there: There): string[] {
  const faults: string[] = [];
  const count = (what: string, n: number) => void (n > 0 && faults.push(`${what}: ${n}`));
  const rows = new Map(phone.rows.map((row) => [row.key, row]));
  count('gone from the phone', [...phone.bodies.keys()].filter((key) => !rows.has(key)).length);
  count('without an end', phone.rows.filter(({ state }) => state === 'queued' || state === 'sending').length);
  const mute = ({ refusal }: Row) => !refusal?.code || !refusal.title;
  count('refused without words', phone.rows.filter((row) => row.state === 'refused' && mute(row)).length);
  count('given up without a reason', phone.rows.filter(({ state, reason }) => state === 'given_up' && !reason).length);
  for (const [what, ids] of Object.entries(there)) {
    const own = phone.rows.filter((row) => row.what === what);
    count(`${what} called sent and not there`, own.filter(({ id, state }) => state === 'sent' && !ids.has(id)).length);
    const stray = own.filter((row) => ids.has(row.id) && row.state !== 'sent' && !mayHaveArrived(phone, row));
    count(`${what} there and not called sent`, stray.length);
  }
  return faults;
}

/** What is there and on no phone: something arrived twice, under two names. */
export function strays(phones: readonly Phone[], there: There): string[] {
  const known = new Set(phones.flatMap(({ rows }) => rows.map(({ id }) => id)));
  return Object.entries(there).flatMap(([what, ids]) =>
    [...ids].filter((id) => !known.has(id)).map((id) => `${what} ${id} is on no phone`),
  );
}
