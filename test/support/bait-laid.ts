/** Lays baits through the interface, as anybody could who may write there at all: each text a write takes bears one. */
import type { Client } from 'pg';
import { said } from '#contract/endpoint.ts';
import { uuidv7 } from '#contract/ids.ts';
import { servedEndpoints, type AnyEndpoint } from '#kit/serve.ts';
import { deskPaths } from '#web/desk/paths.ts';
import { fieldPaths } from '#web/field/paths.ts';
import { bodyFor, type Known } from '../protection/walk.ts';
import { bait } from './bait.ts';
import type { WholeHouse } from './whole-house.ts';

type Shape = NonNullable<Parameters<typeof bodyFor>[0]> & { maxLength?: number; pattern?: string };

/** What would end what the pages are about to show: sessions, posts, boundaries, the rules of the house; and doors that shut when guessed at. */
const spared =
  /^access\.(?!saveFilter|makeWall|saveUnit|savePerson$)|^areas\.|^templates\.|^triage\.|^push\.|^duty\.(askMode|decideMode|endMode)|^settings\.|^intake\.(answerByReceipt|reply|thank|rate)$|\.(import|switch|end\w*|remove|retire\w*|wipePhone|withdraw|beAtPhones|saveCalendar|saveMatter|advance|compute|step)$/;

/** A body the shape takes, with every field it may have and a bait in every text of somebody's. */
function baited(shape: Shape, known: Known, told: { n: number }, name = ''): unknown {
  if (known[name] && shape.type !== 'array' && shape.type !== 'object') return known[name][0];
  if (shape.anyOf) return baited(shape.anyOf[0] as Shape, known, told, name);
  if (shape.type === 'object')
    return Object.fromEntries(
      Object.entries(shape.properties ?? {})
        .filter(([field, inner]) => shape.required?.includes(field) || isWords(inner as Shape))
        .map(([field, inner]) => [field, baited(inner as Shape, known, told, field)]),
    );
  if (shape.type === 'array')
    return Array.from({ length: Math.max(1, shape.minItems ?? 0) }, () =>
      baited((shape.items ?? {}) as Shape, known, told, name),
    );
  if (!isWords(shape)) return bodyFor(shape, known, name);
  told.n++;
  return bait(told.n).slice(0, shape.maxLength ?? 9_999);
}
const isWords = (shape: Shape): boolean =>
  shape.type === 'string' &&
  !shape.format &&
  (!shape.pattern || shape.pattern === said) &&
  !shape.enum &&
  shape.const === undefined;

/** What stands for a name: one thing of each sort that is there. */
async function knownOf(owner: Client): Promise<Known> {
  const one = async (sql: string) => Object.values((await owner.query(sql)).rows[0] ?? {}) as (string | number)[];
  const day = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  return {
    caseId: await one(`select id from cases.cases where state = 'signed' limit 1`),
    caseIds: await one(`select id from cases.cases where state = 'signed' limit 1`),
    reportId: await one(`select id from intake.reports limit 1`),
    areaId: await one(`select id from areas.areas where level = 'community' limit 1`),
    matterId: await one(`select id from catalogue.matters limit 1`),
    unitId: await one(`select id from access.units where code = 'supervision' or kind = 'department' limit 1`),
    personId: await one(`select person_id from access.accounts limit 1`),
    number: await one(`select number from intake.reports limit 1`),
    lon: [116.305],
    lat: [39.905],
    untilOn: [day],
    phone: ['13900001234'],
    contact: ['13900001234'],
    version: [0],
  };
}

/** Every write of the program, tried by one person after the other until one may. */
export async function layThroughInterface(
  house: WholeHouse,
  owner: Client,
): Promise<{ writes: string[]; texts: number }> {
  const known = await knownOf(owner);
  const logins = [...new Set([...deskPaths, ...fieldPaths].flatMap(({ login }) => login ?? []))];
  const cookies = new Map<string, string>([['', '']]);
  for (const login of logins) {
    const answer = await fetch(`${house.url}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login, password: house.password }),
    });
    cookies.set(login, answer.headers.getSetCookie()[0]!.split(';')[0]!);
  }
  const laid = { writes: [] as string[], texts: 0 };
  for (const endpoint of servedEndpoints().filter(
    ({ method, id, body }) => method !== 'GET' && body && !spared.test(id),
  ))
    for (const [, cookie] of cookies) {
      const told = { n: laid.texts };
      const body = { ...(baited(endpoint.body as Shape, known, told) as object), id: uuidv7() };
      if (told.n === laid.texts || !(await sent(house, endpoint, known, cookie, body))) continue;
      laid.writes.push(endpoint.id);
      laid.texts = told.n;
      break;
    }
  return laid;
}

async function sent({ url }: WholeHouse, { path, method }: AnyEndpoint, known: Known, cookie: string, body: object) {
  const filled = path.replace(/:(\w+)/g, (_all, name: string) =>
    encodeURIComponent(String(known[name]?.[0] ?? uuidv7())),
  );
  const answer = await fetch(url + filled, {
    method,
    headers: { 'content-type': 'application/json', origin: url, cookie },
    body: JSON.stringify(body),
  });
  return answer.ok;
}
