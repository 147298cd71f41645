/** Sends hostile requests and looks at what comes back: what must never happen, whoever sends whatever. */
import { Compile } from 'typebox/compile';
import { Problem } from '#contract/problems.ts';
import { dice } from '#kit/dice.ts';
import { jobsDone } from '#kit/jobs.ts';
import type { AnyEndpoint } from '#kit/serve.ts';
import { known } from '../matrix/cells.ts';
import { addresses, expected } from '../matrix/policy.ts';
import type { Reader, World } from '../matrix/world.ts';
import { hostile } from './fuzz.ts';

/** These keep count of failures, so that guessing is slow: a refusal of theirs is written down on purpose. */
const counted = new Set(
  [
    'signIn',
    'signInByBridge',
    'signInByProvider',
    'signInBySaml',
    'secondFactor',
    'confirm',
    'changePassword',
    'renewPassword',
  ].map((one) => `access.${one}`),
);
/** How a program talks to its makers, and to nobody else: stacks, statements, paths, the names of tables and machines. */
const inner = /\n\s+at |node_modules|\.ts:\d|\bselect .+ from\b|relation "|violates |constraint "|invalid byte sequence|syntax error at|ECONN|\/(srv|home|tmp|usr)\/|column "/i; // prettier-ignore

export type Tally = { requests: number; let: number; refused: number; slowestMs: number; wrong: string[] };

const shapes = new Map<string, ReturnType<typeof Compile>>();
const problem = Compile(Problem);
function replyShape({ id, reply }: AnyEndpoint): ReturnType<typeof Compile> {
  let made = shapes.get(id);
  if (!made) shapes.set(id, (made = Compile(reply)));
  return made;
}

/** Who sends: nobody, somebody who may, somebody who may not; most often the one who gets furthest in. */
function sender(world: World, { id }: AnyEndpoint, seed: number): Reader {
  const next = dice(seed ^ 0x5eed);
  const all = [...world.readers.values()];
  const one = world.cases.get('signed')!;
  const may = all.filter((reader) => !(id in addresses) || expected(id, reader, one) === 'yes');
  const from = next() < 0.75 && may.length > 0 ? may : all;
  return from[Math.floor(next() * from.length)]!;
}

/** `seeds` of one address, in order; what is wrong names the seed, which sends the same request again. */
export async function besiege(
  world: World,
  endpoint: AnyEndpoint,
  seeds: Iterable<number>,
  tally: Tally,
): Promise<void> {
  for (const seed of seeds) {
    const reader = sender(world, endpoint, seed);
    const request = hostile(endpoint, known(world, reader, world.cases.get('signed')), seed);
    const left = world.left();
    const before = performance.now();
    const reply = await world.ask(reader, request);
    tally.slowestMs = Math.max(tally.slowestMs, performance.now() - before);
    tally.requests++;
    const { statusCode: status, body } = reply;
    const complain = (what: string): void =>
      void tally.wrong.push(
        `${endpoint.id} seed ${seed} by ${reader.name}: ${what} · ${request.method} ${request.path.slice(0, 120)} ${JSON.stringify(request.body ?? request.bytes ?? '').slice(0, 300)} → ${status} ${body.slice(0, 160)}`,
      );
    const isJson = String(reply.headers['content-type']).includes('json');
    // That no message can be sent from here is an answer, and is declared; what begins with server.* is a fault.
    const code = isJson && status >= 500 ? reply.json<{ code?: string }>().code : undefined;
    if (status >= 500 && !endpoint.problems?.some((one) => one === code)) complain('failed');
    else if (status >= 400) {
      tally.refused++;
      if (world.left() !== left && !counted.has(endpoint.id)) complain('was refused and left something');
      if (inner.test(body)) complain('speaks of its inside');
      if (isJson && !endpoint.foreign && !problem.Check(reply.json())) complain('is no problem document');
    } else {
      tally.let++;
      if (isJson && !endpoint.download && !replyShape(endpoint).Check(reply.json()))
        complain('has another shape than declared');
      // Long work begins after its request; what it does is its own.
      if (endpoint.method !== 'GET') await jobsDone();
    }
    if (reply.headers['x-content-type-options'] !== 'nosniff' || !reply.headers['content-security-policy'])
      complain('without its headers');
  }
}
