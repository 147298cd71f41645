/** Nothing is kept about people that the inventory does not name: every column has its class, purpose, basis and term. */
import { describe, expect, test } from 'vitest';
import { read } from '../test/support/sources.ts';
import { inventory, inventoryPage, kinds, named, type Named } from './personal.ts';

const lines = (text: string): string[] => text.replaceAll('\r\n', '\n').split('\n');
/** Columns as the database has them (test/schema.db.test.ts holds db/schema.sql to it). */
function columnsIn(schema: string): string[] {
  return [...schema.matchAll(/^create table ([\w.]+) \(\n([\s\S]*?)\n\);/gm)].flatMap(([, table, body]) =>
    body!
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => !line.startsWith('constraint '))
      .map((line) => `${table}.${line.split(/\s/)[0]}`),
  );
}
const withoutKind = (schema: string, listed: Named[]): string[] => {
  const known = new Set(listed.map(({ table, column }) => `${table}.${column}`));
  return columnsIn(schema).filter((name) => !known.has(name));
};
const lesson =
  'Name it in db/personal.ts under the kind it is of (`plain` if it says nothing of anybody), then run `node db/personal.ts`: what is kept about ' +
  'people has a class, a purpose, a basis and an end.';

describe('what is known about people', () => {
  test('every column of the database stands in the inventory, once', () => {
    const schema = read('db/schema.sql');
    expect(withoutKind(schema, named()), lesson).toEqual([]);
    const there = new Set(columnsIn(schema));
    const names = named().map(({ table, column }) => `${table}.${column}`);
    expect(
      names.filter((name) => !there.has(name)),
      'gone from the database, and still in db/personal.ts',
    ).toEqual([]);
    expect(
      names.filter((name, i) => names.indexOf(name) !== i),
      'named twice',
    ).toEqual([]);
    expect(named().filter(({ kind }) => kind !== 'plain' && !Object.hasOwn(kinds, kind))).toEqual([]);
  });

  test('a new column would be seen', () => {
    const schema = read('db/schema.sql').replace('create table access.people (\n', (all) => `${all}  mood text,\n`);
    expect(withoutKind(schema, named())).toEqual(['access.people.mood']);
  });

  test('what looks like a person is not called plain', () => {
    const telling = /(^|_)(person|phone|email|login|password|totp|keeper_id|checker_id|handler_id)|_by$|address/;
    const wrong = named().filter(({ column, kind }) => kind === 'plain' && telling.test(column) && !/^(alike|located|matter|lead|closed|ended|call_back|call|conducted|co)_by/.test(column) && !/^(lead|co)_by_area$/.test(column)); // prettier-ignore
    expect(wrong.map(({ table, column }) => `${table}.${column}`)).toEqual([]);
  });

  test('every sealed or hashed contact is bytes, and every kind is in use', () => {
    const sealed = named(inventory).filter(({ kind }) => ['contact', 'lookup'].includes(kind));
    const schema = read('db/schema.sql');
    for (const { table, column } of sealed) {
      const body = schema.slice(schema.indexOf(`create table ${table} (`));
      expect(
        new RegExp(`^\\s+${column}\\s+bytea`, 'm').test(body.slice(0, body.indexOf('\n);'))),
        `${table}.${column}`,
      ).toBe(true);
    }
    const used = new Set(named().map(({ kind }) => kind));
    expect(Object.keys(kinds).filter((kind) => !used.has(kind))).toEqual([]);
  });

  test('docs/PERSONAL-DATA.md is what `node db/personal.ts` writes', () => {
    expect(lines(read('docs/PERSONAL-DATA.md')), 'Run `node db/personal.ts`.').toEqual(lines(inventoryPage()));
  });
});
