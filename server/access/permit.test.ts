import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { permissions, posts, type Permission, type Post } from '#contract/access.ts';
import { say } from '#contract/words/words.ts';
import type { Actor, HeldPost } from '#kit/caller.ts';
import { isRefusal } from '#kit/refusal.ts';
import {
  heldAs,
  housePermit,
  invitationNeeds,
  isPermit,
  mayOf,
  otherPower,
  permit,
  postsFor,
  separatePowers,
} from './permit.ts';

const held = (post: Post, id: string = post): HeldPost => ({
  id,
  post,
  unitId: 7,
  unitName: '市容科',
  unitKind: 'department',
  rootUnitId: 3,
  unitIds: [7],
  areaId: null,
  areaName: null,
  areaPath: null,
});
const actor = (list: HeldPost[], stage: Actor['stage'] = 'full'): Actor => ({
  accountId: '00000000-0000-7000-8000-000000000001',
  personId: '00000000-0000-7000-8000-000000000002',
  name: '林小舟',
  login: 'lin',
  regionId: 1,
  regionName: '平宁区',
  timeZone: 'Asia/Shanghai',
  posts: list,
  stage,
  demo: false,
  sessionHash: Buffer.alloc(32),
});
const names = Object.keys(permissions) as Permission[];

test('every post has exactly the permissions that are listed for it, and a half-open session has none', () => {
  for (const post of posts) {
    for (const name of names) {
      const listed = (permissions[name] as readonly Post[]).includes(post);
      expect(isRefusal(permit(actor([held(post)]), name)), `${post} × ${name}`).toBe(!listed);
      for (const stage of ['second_factor', 'enrol'] as const)
        expect(isRefusal(permit(actor([held(post)], stage), name)), `${post} × ${name}, ${stage}`).toBe(true);
    }
  }
  expect(names.filter((name) => !isRefusal(permit(actor([]), name)))).toEqual([]);
});

test('no two of the three administrations share a permission to change anything', () => {
  const changing = names.filter((name) => !name.endsWith('.see'));
  for (const name of changing)
    expect((permissions[name] as readonly Post[]).filter((post) => separatePowers.includes(post)).length).toBeLessThan(
      2,
    );
  // and none of them sees cases or contacts
  for (const post of separatePowers) expect(mayOf(actor([held(post)]))).not.toContain('cases.see');
});

test('a permit names the hat that was worn: the wished one, else the first', () => {
  const two = actor([held('clerk', 'a'), held('keeper', 'b')]);
  expect(permit(two, 'reports.take')).toMatchObject({
    post: { id: 'a' },
    by: { post: 'clerk', unitId: 7 },
    regionId: 1,
  });
  expect(permit(two, 'reports.take', { postId: 'b' })).toMatchObject({ post: { id: 'b' }, by: { post: 'keeper' } });
  expect(postsFor(two, ['keeper', 'checker']).map(({ id }) => id)).toEqual(['b']);
});

test('what no permission is named for is done in the hat it belongs to, or the refusal names that hat', () => {
  const two = actor([held('clerk', 'a'), held('dispatcher', 'b')]);
  expect(heldAs(two, ['dispatcher', 'leader'], { word: 'inspection.word' })).toMatchObject({ id: 'b' });
  const no = heldAs(two, ['caller'], { word: 'case.callback_word' });
  if (!isRefusal(no)) throw new Error('granted');
  expect(say('zh', 'problem.reader.not_permitted', no.params)).toBe('您的岗位不能进行此操作：回访须由回访员办理');
  const halfOpen = { ...two, stage: 'second_factor' as const };
  expect(isRefusal(heldAs(halfOpen, ['dispatcher'], { word: 'inspection.word' }))).toBe(true);
});

test('a "no" says what it needs, in both languages', () => {
  const no = permit(actor([held('clerk')]), 'catalogue.edit');
  if (!isRefusal(no)) throw new Error('granted');
  expect(say('zh', 'problem.reader.not_permitted', no.params)).toBe(
    '您的岗位不能进行此操作：修改事项、权责与日历须由系统管理员办理',
  );
  expect(say('en', 'problem.reader.not_permitted', no.params)).toContain(
    'change the catalogue belongs to: system administrator',
  );
  const other = permit(actor([held('clerk', 'a')]), 'cases.note', { postId: 'somebody-elses' });
  if (!isRefusal(other)) throw new Error('granted');
  expect(say('zh', 'problem.reader.not_permitted', other.params)).toContain('所选岗位不是您现任的岗位');
});

test('what only looks like a permit is none', () => {
  const real = permit(actor([held('system_admin')]), 'areas.edit');
  expect(isPermit(real)).toBe(true);
  expect(isPermit(housePermit('areas.edit', 1))).toBe(true);
  expect(isPermit(Object.assign({}, real))).toBe(false);
  // @ts-expect-error the private field makes the type nominal
  const forged: ReturnType<typeof housePermit<'areas.edit'>> = {
    permission: 'areas.edit',
    regionId: 1,
    by: { kind: 'system' },
  };
  expect(isPermit(forged)).toBe(false);
});

const day = fc.integer({ min: 1, max: 28 }).map((n) => `2026-02-${String(n).padStart(2, '0')}`);
const span = fc
  .record({ post: fc.constantFrom(...posts), a: day, b: fc.option(day) })
  .map(({ post, a, b }) => ({ post, fromOn: b !== null && b < a ? b : a, toOn: b !== null && b < a ? a : b }));
test('powers are kept apart exactly on the days they would meet', () => {
  fc.assert(
    fc.property(fc.array(span, { maxLength: 4 }), span, (list, asked) => {
      const days = Array.from({ length: 40 }, (_, i) => new Date(Date.UTC(2026, 1, 1 + i)).toISOString().slice(0, 10));
      const on = (one: typeof asked, date: string) => one.fromOn <= date && (one.toOn === null || one.toOn >= date);
      const meet = days.some((date) =>
        list.some(
          (one) => one.post !== asked.post && separatePowers.includes(one.post) && on(one, date) && on(asked, date),
        ),
      );
      expect(otherPower(list, asked) !== undefined).toBe(meet && separatePowers.includes(asked.post));
    }),
  );
});

test('who judges is invited from outside, for a ground and a term; who tells for a community belongs to one', () => {
  const needs = (...asked: Parameters<typeof invitationNeeds>) => invitationNeeds(...asked).map(({ word }) => word);
  const term = { areaId: 3, toOn: '2028-12-31' };
  expect(needs('supervisor', { kind: 'other' }, term)).toEqual([]);
  expect(needs('supervisor', { kind: 'leadership' }, term)).toEqual([]);
  for (const kind of ['department', 'street', 'community', 'supervision', 'command'] as const)
    expect(needs('supervisor', { kind }, term)).toEqual(['invitation.outside']);
  expect(needs('supervisor', { kind: 'other' }, { areaId: null, toOn: null })).toEqual([
    'invitation.ground',
    'invitation.end',
  ]);
  expect(needs('correspondent', { kind: 'street' }, term)).toEqual(['invitation.community']);
  expect(needs('correspondent', { kind: 'community' }, { areaId: null, toOn: null })).toEqual([]);
  expect(needs('clerk', { kind: 'street' }, { areaId: null, toOn: null })).toEqual([]);
});
