/**
 * Lives of cases over HTTP: a report, seven moves, an end, each by somebody of the district who may make it, one request after another.
 * Busy is an answer: whoever is told to come again comes again with the same id.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { demoPassword } from '#access';
import { uuidv7 } from '#contract/ids.ts';
import { openPool } from '#kit/db.ts';
import { chance } from '../demo/chance.ts';
import type { Generated } from './generated.ts';
import { lifeOf } from './life.ts';
import { client as httpClient, serveTown } from './town.ts';

export type Tally = { ms: number[]; shed: number; failed: string[]; acknowledged: string[]; ended: number };
export const nothing = (): Tally => ({ ms: [], shed: 0, failed: [], acknowledged: [], ended: 0 });

/** Serves the house and signs in whoever has a part in a life. */
export async function livesIn(town: Generated) {
  const { appUrl, ground, keys } = town;
  const subject = ground.subjects[0]!;
  const moves = lifeOf(ground);
  const perLife = 1 + moves.length;

  const served = await serveTown(appUrl);
  /** More than the house lets in at once: who waits, waits there and not here. */
  const door = httpClient(served.port, 2_048);
  const places = chance('load');
  /** Beside the house: which case a report became. */
  const owner = openPool(town.ownerUrl, { max: 4 });

  const cookies = new Map<string, string>();
  const { rows: accounts } = await owner.query<{ person: string; login: string }>(
    'select person_id as person, login from access.accounts where region_id = $1',
    [ground.regionId],
  );
  for (const { actor } of moves) {
    if (cookies.has(actor.personId)) continue;
    const login = accounts.find(({ person }) => person === actor.personId)!.login;
    const answer = await fetch(`http://127.0.0.1:${served.port}/v1/session`, {
      method: 'POST',
      body: JSON.stringify({ login, password: demoPassword(keys) }),
      headers: { 'content-type': 'application/json' },
    });
    if (!answer.ok) throw new Error(await answer.text());
    cookies.set(actor.personId, answer.headers.getSetCookie()[0]!.split(';')[0]!);
  }

  /** Busy is an answer: the same id once more a little later. Anything else but yes is a failure. */
  async function ask(
    tally: Tally,
    path: string,
    body: object,
    headers: Record<string, string>,
    since: number,
  ): Promise<string | undefined> {
    for (let began = since; ; began = performance.now()) {
      const answer = await door.send('POST', path, JSON.stringify(body), headers).catch((error: unknown) => ({ status: 0, text: String(error) })); // prettier-ignore
      if (answer.status === 200) {
        tally.ms.push(performance.now() - began);
        return answer.text;
      }
      if (answer.status !== 503 && answer.status !== 429) return void tally.failed.push(`${path.replace(/[0-9a-f-]{36}/, ':id')}: ${answer.status} ${answer.text.slice(0, 200)}`); // prettier-ignore
      tally.shed++;
      await sleep(200 + Math.random() * 800);
    }
  }

  async function live(tally: Tally, since = performance.now()): Promise<void> {
    const { lon, lat } = places.pick(ground.cells);
    const report = { id: uuidv7(), kind: 'help', title: subject.title, naming: 'anonymous', location: { lon, lat } };
    const told = await ask(tally, '/v1/reports', report, {}, since);
    if (told === undefined) return;
    tally.acknowledged.push(report.id);
    const { rows } = await owner.query<{ id: string; version: number }>(
      `select c.id, c.version from intake.reports r join cases.cases c on c.region_id = r.region_id and c.id = r.case_id
        where r.region_id = $1 and r.id = $2`,
      [ground.regionId, report.id],
    );
    const { id: caseId } = rows[0]!;
    let { version } = rows[0]!;
    for (const { actor, input } of moves) {
      const cookie = cookies.get(actor.personId)!;
      const body = { id: uuidv7(), version, input };
      const moved = await ask(tally, `/v1/cases/${caseId}/moves`, body, { cookie }, performance.now());
      if (moved === undefined) return;
      version = (JSON.parse(moved) as { version: number }).version;
    }
    tally.ended++;
  }

  /** As many lives as begin in so many seconds at this rate, each at its time: who waits is counted from when it should have begun. */
  async function atRate(perSecond: number, forSeconds: number): Promise<Tally & { seconds: number }> {
    const tally = nothing();
    const began = performance.now();
    const going: Promise<void>[] = [];
    for (let i = 0; i < perSecond * forSeconds; i++) {
      const due = began + (i * 1000) / perSecond;
      const wait = due - performance.now();
      if (wait > 0) await sleep(wait);
      going.push(live(tally, due));
    }
    await Promise.all(going);
    return { ...tally, seconds: (performance.now() - began) / 1000 };
  }

  /** Every report that was told yes, and every end that was, is there. */
  async function lost({ acknowledged, ended }: Tally): Promise<number> {
    const { rows } = await owner.query<{ kept: number; closed: number }>(
      `select count(*)::int as kept, count(*) filter (where c.state = 'closed')::int as closed
         from intake.reports r join cases.cases c on c.region_id = r.region_id and c.id = r.case_id
        where r.region_id = $1 and r.id = any($2::uuid[])`,
      [ground.regionId, acknowledged],
    );
    return acknowledged.length - rows[0]!.kept + Math.max(0, ended - rows[0]!.closed);
  }

  const close = async (): Promise<void> => {
    door.close();
    await owner.end();
    await served.stop();
  };
  return { perLife, pid: served.pid, memory: served.memory, live, atRate, lost, close };
}
