import { expect, test } from 'vitest';
import { deskPaths, paths, placeOf } from './paths.ts';

const patterns = deskPaths.map(({ pattern }) => new RegExp(`^${pattern.replaceAll(/:\w+/g, '[^/]+')}$`));
const leadsSomewhere = (address: string): boolean =>
  patterns.some((pattern) => pattern.test(new URL(address, 'http://desk').pathname));

test('every address that the desk makes is one that it answers', () => {
  const made = [
    paths.home(),
    paths.signIn('/desk/cases?queue=mine'),
    paths.password(),
    paths.queue({ queue: 'unsolved', lamp: 'red' }),
    paths.case('01a20037-54ee-7364-89c8-6b75f01f2d16'),
    paths.hotline(),
    paths.counter(),
    paths.department(),
    paths.keeper(),
    paths.matters({ q: '井盖' }),
    paths.responsibilities({ matterId: 7 }),
    paths.catalogueImport(),
    paths.calendars(),
    paths.standards({ tab: 'without' }),
    paths.lessons(),
    paths.phrases(),
    paths.oneTable(),
    paths.areas({ parent: 2 }),
    paths.area(279),
    paths.areaImport(),
    paths.areaCheck(),
    paths.people(),
    paths.units(),
    paths.devices(),
    paths.audit(),
    paths.evaluation({ from: '2026-11-01' }),
    paths.figure('rework', { unitId: 3 }),
    paths.periods({ period: 'x' }),
    paths.traces({ indicator: 'rework_rate' }),
    paths.sheets(),
    paths.scheme(),
    paths.appeals(),
    paths.improvement(),
    paths.flow(),
  ];
  expect(made.filter((address) => !leadsSomewhere(address))).toEqual([]);
});

test('what is unknown stays out of an address', () => {
  expect(paths.queue({ queue: 'mine', q: '', areaId: undefined })).toBe('/desk/cases?queue=mine');
  expect(paths.signIn('/desk/cases?q=井盖')).toBe('/desk/sign-in?to=%2Fdesk%2Fcases%3Fq%3D%E4%BA%95%E7%9B%96');
});

test('one place of the navigation is marked at a time: the nearest', () => {
  const places = [paths.home(), paths.queue(), paths.evaluation(), paths.periods(), paths.improvement(), paths.flow()];
  const of = (pathname: string) => placeOf(pathname, places);
  expect([of('/desk/evaluation'), of('/desk/evaluation/periods'), of('/desk/evaluation/rework')]).toEqual([
    paths.evaluation(),
    paths.periods(),
    paths.evaluation(),
  ]);
  expect([of('/desk/improvement/flow'), of('/desk/improvement')]).toEqual([paths.flow(), paths.improvement()]);
  expect([of('/desk'), of('/desk/password'), of('/desk/cases/x')]).toEqual([paths.home(), undefined, paths.queue()]);
});
