/**
 * The permission matrix: every address the router has, and every move, asked by everybody of cases near and far, and compared with a
 * policy that was written apart from the program (policy.ts). `npm run prove -- matrix` asks all of it; here a part is asked.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { permissions, type Permission, type Post } from '#contract/access.ts';
import { moves as movesOfHouse, type MoveName } from '#contract/cases.ts';
import { servedEndpoints } from '#kit/serve.ts';
import { askAll, overheard, red, told, unknownTo, type Asked, type Size } from './cells.ts';
import { addresses, moves, rules, sees } from './policy.ts';
import { layWorld, type Case, type Reader, type World } from './world.ts';

const full = process.env['MATRIX'] === 'full';
/** Of other districts a few people ask: another district is one relation, whatever the post. */
const few = ['receiver elsewhere', 'clerk elsewhere', 'system_admin elsewhere'];
const asks = ({ name, region }: Reader): boolean => full || region === 'here' || few.includes(name);
/** Each move is asked of one case that stands where the move can be made. */
const stands: Partial<Record<MoveName, string>> = {
  merge: 'filed', assign: 'signed', conclude_escalation: 'asking', decide_return: 'returning', decide_extension: 'asking', reply_supervision: 'asking', clear_supervision: 'asking',
  report_follow_up: 'asking', sign: 'dispatched', check: 'handled', whistle: 'of the street', suspend: 'signed', hand_back: 'of the crew',
}; // prettier-ignore
const isWhere = (move: string, of: Case): boolean => {
  const named = stands[move as MoveName];
  if (named) return of.name === named;
  const { from } = movesOfHouse[move as MoveName];
  const first = [...world.cases.values()].find(({ state }) => (from as readonly string[]).includes(state));
  return of.name === (first ?? of).name;
};

let world: World;
let asked: Asked;

beforeAll(async () => {
  world = await layWorld();
  world.rehearse(true);
  asked = await askAll(world, servedEndpoints(), {
    cases: full ? [...world.cases.keys()] : ['in confidence', 'about roads'],
    moveOf: (move, of) => full || isWhere(move, of),
    readers: asks,
  });
}, 1_800_000);
afterAll(async () => world.close());

const some = (list: readonly string[]): string[] => [
  ...list.slice(0, 12),
  ...(list.length > 12 ? [`… ${list.length}`] : []),
];

describe('the matrix', () => {
  test('every address the router has stands in the policy: a new one fails until somebody says who may use it', async () => {
    const routed = world.routes.filter(
      ({ method, url }) => method !== 'HEAD' && !url.startsWith('/docs') && !url.endsWith('*'),
    );
    const plain = routed.filter(({ endpointId }) => endpointId === undefined).map(({ url }) => url);
    // What a machine asks, and the words of a problem: nobody’s data.
    expect(plain.sort()).toEqual(
      ['/docs/problems', '/healthz', '/openapi.json', '/readyz'].filter((url) => plain.includes(url)),
    );
    expect((await world.ask(undefined, { path: '/open311/v2/whatever.json' })).statusCode).toBe(404);
    const served = new Set(servedEndpoints().map(({ id }) => id));
    expect(new Set(routed.flatMap(({ endpointId }) => endpointId ?? []))).toEqual(served);
    expect(unknownTo(servedEndpoints()), 'say in test/matrix/policy.ts who may use it, and why').toEqual([]);
    expect(
      Object.keys(addresses).filter((id) => !served.has(id)),
      'no longer served',
    ).toEqual([]);
    expect(Object.keys(moves).sort()).toEqual(Object.keys(movesOfHouse).sort());
  });

  test('every answer is the one the policy expects', () => {
    expect(some(red(asked.cells).map(told))).toEqual([]);
    expect(asked.cells.length).toBeGreaterThan(full ? 20_000 : 5_000);
    console.log(`matrix: ${asked.cells.length} cells`);
  });

  test('every address and every move let somebody in, and somebody not: no cell is empty', () => {
    const whats = [...new Set(asked.cells.map(({ what }) => what))];
    const answered = (what: string, ...answers: string[]) =>
      asked.cells.some((cell) => cell.what === what && answers.includes(cell.answer));
    // What a one-time code opens, no post opens: its own stories let somebody in.
    const byCode = (what: string) => addresses[what]?.by.name.includes('one-time code');
    expect(
      whats.filter((what) => !answered(what, 'yes', 'state') && addresses[what]?.of !== 'one’s own' && !byCode(what)),
    ).toEqual([]);
    const guarded = whats.filter(
      (what) => what.startsWith('move: ') || addresses[what]!.by.name !== 'what the public may do',
    );
    expect(guarded.filter((what) => !answered(what, 'no', 'unseen', 'sign in'))).toEqual([]);
  });

  test('what is not seen is not heard either: in no list, count, search, map, feed or export', () => {
    const { listened, wrong } = overheard(world, asked.heard);
    expect(some(wrong)).toEqual([]);
    expect(listened).toBeGreaterThan(10_000);
    console.log(`matrix: ${listened} times listened for the word and the numbers of a case that is not seen`);
  });

  test('the list of cases holds what the reader sees, no case less', async () => {
    for (const reader of [...world.readers.values()].filter(asks)) {
      const reply = await world.ask(reader, { path: '/v1/cases?queue=all&limit=200' });
      if (reply.statusCode !== 200) continue;
      const seen = [...world.cases.values()].filter((of) => sees(reader, of));
      for (const { word, name } of seen) expect(reply.body.includes(word), `${reader.name}: ${name}`).toBe(true);
    }
  });

  test('asking left nothing behind', async () => {
    const before = world.left();
    expect((await world.ask(undefined, { path: '/v1/matters' })).statusCode).toBe(200);
    expect(world.left()).toBe(before);
  });
});

describe('and it would notice', () => {
  test('each rule of the policy turned round turns a cell red', () => {
    const unnoticed = Object.keys(rules).filter((name) => {
      const says = rules[name]!;
      rules[name] = (reader, of) => !says(reader, of);
      try {
        return red(asked.cells).length === 0;
      } finally {
        rules[name] = says;
      }
    });
    expect(unnoticed).toEqual([]);
    expect(red(asked.cells)).toEqual([]);
  });

  test('a permission of the program given to one post more, or one less, turns a cell red', async () => {
    const unnoticed: string[] = [];
    const one = (post: Post): Reader => world.readers.get(post)!;
    const asks = (Object.keys(permissions) as Permission[]).filter((one) => one !== 'evaluation.appeal');
    for (const permission of asks.filter((_one, i) => full || i % 6 === 0)) {
      const held = permissions[permission] as unknown as Post[];
      const taken = held[0]!;
      const given = (Object.keys(postsOf) as Post[]).find((post) => !held.includes(post));
      const size = (post: Post): Size => ({
        cases: ['in confidence'],
        moveOf: () => false,
        // a permission may be good for some units only: somebody of this post has it
        readers: ({ name }) => name === one(post).name || (post === 'clerk' && name === 'clerk of hedong'),
      });
      held.shift();
      if (red((await askAll(world, servedEndpoints(), size(taken))).cells).length === 0)
        unnoticed.push(`${permission} without ${taken}`);
      held.unshift(taken);
      if (!given || heldTwice.includes(permission)) continue;
      held.push(given);
      if (red((await askAll(world, servedEndpoints(), size(given))).cells).length === 0)
        unnoticed.push(`${permission} for ${given}`);
      held.pop();
    }
    expect(unnoticed).toEqual([]);
  }, 600_000);
});
/** (What counts against one’s own unit is asked elsewhere: evaluation.appeal.) Another rule stands behind these: which post stands at which door, and that who serves does not score. */
const heldTwice: readonly Permission[] = [
  'reports.take',
  'evaluation.edit',
  'evaluation.rate',
  'points.redeem',
  'opinions.answer',
];
const postsOf: Record<Post, true> = {
  receiver: true, duty_officer: true, dispatcher: true, clerk: true, handler: true, keeper: true, checker: true, caller: true,
  evaluator: true, leader: true, supervisor: true, correspondent: true, system_admin: true, security_admin: true, audit_admin: true,
}; // prettier-ignore
