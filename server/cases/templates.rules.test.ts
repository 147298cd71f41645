/** What a template may say, and what it may not: a case must never come to where nobody can lead it on. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { posts, type Post } from '#contract/access.ts';
import { isOpen, moveNames, openStates, type MoveName, type State } from '#contract/cases.ts';
import type { Template } from '#contract/templates.ts';
import { shipped, standard } from './shipped.rules.ts';
import {
  drawingOf,
  edgesOf,
  fitsIn,
  goesToStreetFirst,
  ruleOf,
  templateProblems,
  widestBy,
} from './templates.rules.ts';

const but = (moves: Template['moves'], more: Partial<Template> = {}): Template => ({ ...standard, moves, ...more });
const words = (template: Template, held?: ReadonlySet<Post>) =>
  templateProblems(template, held).map(({ where, reason }) => `${where} ${reason.word}`);

describe('the templates that ship', () => {
  test.each(Object.entries(shipped))('%s strands no case and shows its steps', (_, template) => {
    expect(templateProblems(template)).toEqual([]);
    const drawing = drawingOf(template, 'zh');
    expect(drawing.nodes.filter(({ reachable }) => reachable).length).toBeGreaterThan(10);
    expect(template.steps.length).toBeGreaterThanOrEqual(4);
  });

  test('there is none of a name that every object answers to', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty'])
      expect(shipped[name]).toBeUndefined();
  });

  test('seven steps, four links and four levels are told in the district’s own words', () => {
    expect(shipped['linkage_seven']!.steps.map(({ label }) => label.zh)).toEqual([
      '发现',
      '上报',
      '交办',
      '处置',
      '反馈',
      '回访',
      '考评',
    ]);
    expect(shipped['response_four']!.steps).toHaveLength(4);
    expect(ruleOf(shipped['county_four']!, 'hand_up')).toBeDefined();
    expect(drawingOf(shipped['linkage_seven']!, 'en').edges.find(({ move }) => move === 'dispatch')?.label).toBe(
      'Hand over',
    );
  });
});

test('where the process has levels, what a grid worker finds is the street centre’s first', () => {
  const toStreet = Object.entries(shipped).filter(([, { entry }]) => entry?.keeperToStreet);
  expect(toStreet.map(([name]) => name)).toEqual(['response_four', 'county_four']);
  const found = { channel: 'keeper', confidential: false, locatedBy: 'point', counts: { handlings: 0 } };
  expect(toStreet.map(([, template]) => goesToStreetFirst(template, found))).toEqual([true, true]);
  expect(goesToStreetFirst(shipped['standard']!, found)).toBe(false);
});

describe('a template that could strand a case is refused, with the way there', () => {
  test('nobody checks: a handed-back case would wait for ever', () => {
    const found = templateProblems(but({ check: { off: true } })).find(({ where }) => where === '/stages/handled');
    expect(found?.path.at(-1)).toBe('handled');
    expect(found?.path[0]).toBe('reported');
  });

  test('a decision whose post nobody in the district holds', () => {
    const held = new Set(posts.filter((post) => post !== 'checker' && post !== 'keeper'));
    expect(words(standard, held)).toContain('/moves/check/by template.nobody_decides');
    expect(words(standard, held)).toContain('/stages/handled template.stranded');
  });

  test('a suspension without a way back, an application without an answer', () => {
    expect(words(but({ resume: { off: true } }))).toContain('/moves/resume template.no_answer');
    expect(words(but({ decide_extension: { off: true } }))).toContain('/moves/decide_extension template.no_answer');
    expect(words(but({}, { extensions: { max: 1, matrix: [] } }))).toContain(
      '/extensions/matrix template.nobody_decides',
    );
  });

  test('a decision across the two axes, or by the unit that handled it', () => {
    expect(words(but({ dispatch: { by: ['duty_officer'] } }))).toContain('/moves/dispatch/by template.post_never');
    expect(words(but({ check: { by: ['clerk'] } }))).toContain('/moves/check/by template.post_never');
    expect(words(but({ close: { by: ['handler'] } }))).toContain('/moves/close/by template.post_never');
    expect(words(but({ file: { by: ['receiver'] } }))).toEqual([]); // in a small installation 受理员 also files
  });

  test('what no machine may do, limits that are none, a state in two steps', () => {
    expect(words(but({ close: { automatic: true } }))).toContain('/moves/close/automatic template.never_automatic');
    expect(words({ ...standard, calls: { arrive: 'soon' } })).toContain('/calls/arrive template.no_limit');
    expect(words({ ...standard, stages: { filed: { limit: 'soon' } } })).toContain(
      '/stages/filed/limit template.no_limit',
    );
    expect(words({ ...standard, steps: [...standard.steps, standard.steps[0]!] })).toContain(
      '/steps template.state_twice',
    );
  });
});

describe('any template', () => {
  const anyMoves = fc
    .uniqueArray(fc.constantFrom(...moveNames), { maxLength: 12 })
    .map((off) => Object.fromEntries(off.map((move) => [move, { off: true }])) as Template['moves']);

  test('that is accepted lets every case, wherever it wandered, be led to an end by somebody of the house', () => {
    let accepted = 0;
    fc.assert(
      fc.property(anyMoves, fc.array(fc.nat(), { maxLength: 20 }), (moves, picks) => {
        const template = but(moves);
        if (templateProblems(template).length > 0) return;
        accepted += 1;
        let state: State = 'reported';
        for (const pick of picks) {
          const ways = edgesOf(template).filter(({ from }) => from === state);
          if (!isOpen(state) || ways.length === 0) break;
          state = ways[pick % ways.length]!.to;
        }
        // A slow way of asking: go on by any move that is no exception until nothing new is reached.
        const lucky: MoveName[] = ['withdraw', 'merge', 'void', 'mark_repeat', 'decide_force_close', 'refuse'];
        const seen = new Set<State>([state]);
        for (let i = 0; i < 20; i++)
          for (const { move, from, to } of edgesOf(template)) if (seen.has(from) && !lucky.includes(move)) seen.add(to);
        expect([...seen].some((one) => !isOpen(one))).toBe(true);
      }),
      { numRuns: 400 },
    );
    expect(accepted).toBeGreaterThan(20);
  });

  test('never lets one axis do the work of the other', () => {
    for (const move of moveNames) {
      const wide = widestBy(move);
      if (['dispatch', 'decide_return', 'designate'].includes(move)) expect(wide).not.toContain('duty_officer');
      if (['file', 'close', 'check', 'reopen'].includes(move)) {
        expect(wide).not.toContain('dispatcher');
        expect(wide).not.toContain('clerk');
        expect(wide).not.toContain('handler');
      }
    }
  });

  test('takes a running case only where it can go on', () => {
    const now = { state: 'handled' as State, suspendedAt: null, pendingReturn: null, papers: [] };
    expect(fitsIn(standard, now)).toBe(true);
    expect(fitsIn(but({ check: { off: true } }), now)).toBe(false);
    for (const state of openStates) expect(fitsIn(standard, { ...now, state })).toBe(true);
    expect(fitsIn(but({ resume: { off: true } }), { ...now, state: 'signed', suspendedAt: new Date(0) })).toBe(false);
  });
});
