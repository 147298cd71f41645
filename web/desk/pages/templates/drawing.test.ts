import { expect, test } from 'vitest';
import { moves, openStates, states, type MoveName, type State } from '#contract/cases.ts';
import type { Drawing } from '#contract/templates.ts';
import { layOut, lanes, places, size, wayAlong } from './drawing.rules.ts';

/** Every way the house's table knows, as the server would draw it. */
const whole: Drawing = {
  nodes: [],
  edges: (Object.keys(moves) as MoveName[]).flatMap((move) =>
    moves[move].from.flatMap((from) =>
      moves[move].to.flatMap((to) =>
        to === 'same' || to === from ? [] : [{ move, label: move, from, to, by: [], automatic: false, checklist: 0 }],
      ),
    ),
  ),
};
const { drawn, told } = layOut(whole);

test('every way is a line or is told beside its stage, and none twice', () => {
  const shown = [...drawn, ...told].flatMap(({ edges }) => edges);
  expect(shown).toHaveLength(whole.edges.filter(({ from }) => from in places).length);
  expect(new Set(shown).size).toBe(shown.length);
});

test('the way of the loop is drawn from the first stage to the closing, and forced closing is no line', () => {
  const forward = drawn.filter(({ back }) => !back).map(({ key }) => key);
  const loop: State[] = ['reported', 'received', 'filed', 'dispatched', 'signed', 'handled', 'checked', 'closed'];
  for (const key of wayAlong(loop.map((state) => ({ state })))) expect(forward).toContain(key);
  expect(drawn.flatMap(({ edges }) => edges).filter(({ move }) => move === 'decide_force_close')).toEqual([]);
});

test('every open stage has a place inside a lane and inside the picture', () => {
  for (const state of openStates) {
    const { x, y } = places[state]!;
    expect(x).toBeGreaterThanOrEqual(size.node.width / 2);
    expect(x).toBeLessThanOrEqual(size.width - size.node.width / 2);
    expect(lanes.some(({ top, height }) => y > top && y < top + height)).toBe(true);
  }
  expect(states.filter((state) => state in places)).toHaveLength(openStates.length + 1);
});
