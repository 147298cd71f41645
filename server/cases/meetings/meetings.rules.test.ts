/** 会商, 联席会议 and 紧急会商 as rules: who convenes which, what may stand on an agenda, whose each step is, and whom nobody asks. */
import { expect, test } from 'vitest';
import type { Post } from '#contract/access.ts';
import { states } from '#contract/cases.ts';
import { meetingKinds, meetingStates, meetingSteps } from '#contract/meetings.ts';
import { say } from '#contract/words/words.ts';
import type { HeldPost } from '#kit/caller.ts';
import { isRefusal } from '#kit/refusal.ts';
import { mayConvene, mayStep, minutesDue, notTheTarget, onAgenda, type MeetingNow } from './meetings.rules.ts';

const hat = (post: Post, unitId: number) => ({ post, unitId }) as HeldPost;
const tenOClock = new Date('2026-11-23T02:00:00Z');
const meeting = (more: Partial<MeetingNow> = {}): MeetingNow => ({
  id: 'm',
  kind: 'joint',
  state: 'called',
  convenerUnitId: 7,
  convenerUnit: '指挥中心',
  at: tenOClock,
  version: 0,
  ...more,
});
const about = (aboutRootUnitId: number | null) =>
  ({ id: 'c', number: 'C-1', state: 'signed', aboutRootUnitId }) as const;

test('an urgent consultation is convened by the centre or a leader at once; a clerk convenes the others', () => {
  for (const kind of meetingKinds)
    for (const post of ['duty_officer', 'dispatcher', 'leader'] as const)
      expect(mayConvene(kind, hat(post, 7))).toBeUndefined();
  expect(mayConvene('urgent', hat('clerk', 9))).toMatchObject({ refusal: 'meeting.urgent_leader' });
  expect(mayConvene('joint', hat('clerk', 9))).toBeUndefined();
  expect(mayConvene('consultation', hat('clerk', 9))).toBeUndefined();
});

test('会商 asks who should have it, so only before it is dispatched; the others speak of whatever is open', () => {
  const open = states.filter((state) => onAgenda('urgent', { ...about(null), state }) === undefined);
  expect(open).toEqual(['reported', 'received', 'confirming', 'filed', 'dispatched', 'signed', 'handled', 'checked']);
  expect(states.filter((state) => onAgenda('joint', { ...about(null), state }) === undefined)).toEqual(open);
  const early = states.filter((state) => onAgenda('consultation', { ...about(null), state }) === undefined);
  expect(early).toEqual(['reported', 'received', 'confirming', 'filed']);
  expect(onAgenda('urgent', undefined)).toMatchObject({ refusal: 'meeting.agenda' });
});

test('each step belongs to its state and to the side that convened it, and the refusal says so', () => {
  const legal = meetingStates.flatMap((state) =>
    meetingSteps
      .filter((step) => !isRefusal(mayStep(meeting({ state }), step, [hat('dispatcher', 7)], tenOClock)))
      .map((step) => `${state} ${step}`),
  );
  expect(legal).toEqual(['called amend', 'called hold', 'called cancel', 'held resolve']);
  const told = (of: MeetingNow, unitId: number, now = tenOClock) => {
    const refused = mayStep(of, 'hold', [hat('dispatcher', unitId)], now);
    return isRefusal(refused) ? say('zh', `problem.${refused.refusal}`, refused.params) : 'may';
  };
  expect(told(meeting(), 7)).toBe('may');
  expect(told(meeting(), 7, new Date(tenOClock.getTime() - 1))).toBe(
    '会议定于 2026-11-23T02:00:00.000Z 召开，时间未到，不能“登记纪要”；提前召开的，先由召集单位指挥中心“调整会议”，改为实际时间',
  );
  expect(told(meeting(), 8)).toBe('“登记纪要”由召集单位指挥中心办理');
  expect(told(meeting({ state: 'cancelled' }), 7)).toBe(
    '会议处于“已取消”，不能“登记纪要”：这一步在“待召开”时由召集单位指挥中心办理',
  );
});

test('nobody sits over a case that is about his own unit; the minutes are waited for a day', () => {
  const tree = { root: (id: number) => (id > 20 ? 20 : id), unitName: (id: number) => `单位${id}` };
  expect(notTheTarget([about(null), about(20)], [7, 21], tree)).toMatchObject({ refusal: 'case.target_unit' });
  expect(notTheTarget([about(null), about(20)], [7, 8], tree)).toBeUndefined();
  expect(minutesDue(new Date('2026-11-23T08:00:00Z'))).toEqual(new Date('2026-11-24T08:00:00Z'));
});
