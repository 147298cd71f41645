/**
 * A fleet of phones on a bad network against the real house: each plays by the outbox rules that the app plays by, and the network loses
 * requests, loses answers, brings them twice and in any order. Everything is drawn from a seed.
 */
import sharp from 'sharp';
import { uuidv7 } from '#contract/ids.ts';
import { dice } from '#kit/dice.ts';
import {
  begin,
  giveUp,
  queued,
  sendable,
  settle,
  wake,
  type Answer,
  type Row,
  type What,
} from '#web/field/outbox.rules.ts';
import type { Door } from '../support/knock.ts';

export type Size = { devices: number; operations: number };
export type Phone = { n: number; rows: Row[]; bodies: Map<string, Request>; revoked: boolean };
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
    const phone: Phone = { n, rows: [], bodies: new Map(), revoked: false };
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
    return phone;
  });
}

export type Weather = {
  /** shares of requests that do not arrive, and of answers that do not come back */
  lost: number;
  unheard: number;
  twice: number;
};
export type Told = { requests: number; lost: number; unheard: number; twice: number; closed: number; restored: number };

/** Until nothing may go any more. `order` draws who comes next; `meanwhile` is asked after each request. */
export async function sendAll(
  door: Door,
  phones: Phone[],
  versionOf: (caseId: string) => number,
  order: () => number,
  weather: Weather,
  meanwhile: (sent: number) => Promise<void> = async () => undefined,
): Promise<Told> {
  const told: Told = { requests: 0, lost: 0, unheard: 0, twice: 0, closed: 0, restored: 0 };
  const picture = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#567' } })
    .jpeg()
    .toBuffer();
  let now = Date.parse(evening);

  const knock = (phone: Phone, row: Row) => {
    const { path, body, saysWhen } = phone.bodies.get(row.key)!;
    const address = path(row, phone);
    const headers = { 'x-phone': phone.revoked ? 'revoked' : 'keeper' };
    if (row.what === 'photo') return door.knock(address, { bytes: picture, type: 'image/jpeg', headers });
    const caseId = /^\/v1\/cases\/([^/]+)\/moves$/.exec(address)?.[1];
    const version = caseId === undefined ? {} : { version: versionOf(caseId) };
    const when = saysWhen ? { happenedAt: row.happenedAt } : {};
    return door.knock(address, { body: { ...body, ...version, id: row.id, ...when }, headers });
  };
  const heard = ({ status, body }: Awaited<ReturnType<Door['knock']>>, row: Row): Answer => {
    if (status < 300) {
      const receipt = row.what === 'report' ? { caseId: body.caseId as string } : null;
      return { kind: 'taken', receipt };
    }
    if (status === 401) return { kind: 'signed_out' };
    if (status === 429 || status === 503) return { kind: 'later' };
    return { kind: 'refused', refusal: { code: body.code as string, title: body.title as string, status } };
  };

  for (;;) {
    now += 1_000;
    const busy = phones.filter(({ rows }) => sendable(rows, Infinity).length > 0);
    if (busy.length === 0) return told;
    // Some phones at once, as it is when a whole shift comes back into the network.
    const some = new Set(Array.from({ length: 4 }, () => busy[Math.floor(order() * busy.length)]!));
    await Promise.all(
      [...some].map(async (phone) => {
        const may = sendable(phone.rows, Infinity);
        const row = begin(may[Math.floor(order() * may.length)]!, 0, now);
        const put = (next: Row) => (phone.rows = phone.rows.map((one) => (one.key === next.key ? next : one)));
        put(row);
        told.requests++;
        const luck = order();
        if (luck < weather.lost) {
          told.lost++;
          put(settle(row, { kind: 'later' }, now));
        } else if (luck < weather.lost + weather.unheard) {
          told.unheard++;
          await knock(phone, row);
          // The tab is closed before the answer, or the answer is lost on its way: the row does not know.
          if (order() < 0.5) phone.rows = wake(phone.rows);
          else put(settle(row, { kind: 'later' }, now));
        } else {
          const answer = heard(await knock(phone, row), row);
          if (answer.kind === 'taken' && order() < weather.twice) {
            told.twice++;
            await knock(phone, row);
          }
          put(settle(row, answer, now));
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
        // Put back from an older copy of itself: what had arrived is sent once more.
        if (order() < 0.002) {
          told.restored++;
          phone.rows = phone.rows.map((one) =>
            one.state === 'sent' ? { ...one, state: 'queued', notBefore: 0 } : one,
          );
        }
      }),
    );
    await meanwhile(told.requests);
  }
}
