/**
 * The permission matrix: every address the router has, and every move, asked by everybody of cases near and far, and compared with a
 * policy that was written apart from the program (policy.ts). `npm run prove -- matrix` asks all of it; here a part is asked.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { permissions, posts, type Permission, type Post } from '#contract/access.ts';
import { moves as movesOfHouse, type MoveName } from '#contract/cases.ts';
import { servedEndpoints } from '#kit/serve.ts';
import { askAll, overheard, red, told, unknownTo, type Asked } from './cells.ts';
import { addresses, may, moves, rules, sees } from './policy.ts';
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
    expect(Object.keys(may).sort()).toEqual(Object.keys(permissions).sort());
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
      (what) => /^(move|may): /.test(what) || addresses[what]!.by.name !== 'what the public may do',
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

  test('each permission of the program, taken from any post that holds it and given to any that does not, turns a cell red', async () => {
    const unnoticed: string[] = [];
    let [tried, onlyTold] = [0, 0];
    const notices = async (permission: Permission, post: Post): Promise<boolean> => {
      const touched = asked.cells.filter(
        ({ reader, looked }) =>
          looked.includes(permission) && reader.session === 'full' && reader.posts.some((held) => held.post === post),
      );
      for (const cell of touched) {
        if (red([{ ...cell, answer: await cell.again() }]).length === 0) continue;
        if (cell.what.startsWith('may: ')) onlyTold++;
        return true;
      }
      return false;
    };
    for (const permission of Object.keys(permissions) as Permission[]) {
      const held = permissions[permission] as unknown as Post[];
      for (const post of posts) {
        const at = held.indexOf(post);
        if (at >= 0) held.splice(at, 1);
        else held.push(post);
        tried++;
        if (!(await notices(permission, post))) unnoticed.push(`${permission} ${at >= 0 ? 'without' : 'for'} ${post}`);
        if (at >= 0) held.splice(at, 0, post);
        else held.pop();
      }
    }
    console.log(
      `matrix: ${tried} single changes of permission, ${unnoticed.length} unnoticed; ${onlyTold} stand before another rule and change only what is told`,
    );
    expect(unnoticed).toEqual([]);
  }, 600_000);
});
