/**
 * What the inventory calls sealed, and the key's rotation seals anew, are the same columns: bytes about somebody that are no hash. One
 * that a room forgot to name would keep its old key, and be unreadable once that is taken out.
 */
import { expect, test } from 'vitest';
import { inventory, named } from '../../db/personal.ts';
import { everythingSealed } from '../../server/rotation.ts';
import { read } from '../support/sources.ts';

/** `table.column` of every column of bytes, as the database has them. */
function bytesIn(schema: string): string[] {
  return [...schema.matchAll(/^create table ([\w.]+) \(\n([\s\S]*?)\n\);/gm)].flatMap(([, table, body]) =>
    [...body!.matchAll(/^\s+(\w+)\s+bytea\b/gm)].map(([, column]) => `${table}.${column}`),
  );
}
/** Hashes and digests open nothing and are not opened; a piece of a photo is no more sealed than the photo, and gone after two days. */
const hashed = /hash$|sha256$|digest$|signature$|^access\.tries\.key$|^kit\.pieces\.bytes$/;
function sealedBy(schema: string, from = inventory): string[] {
  const personal = new Set(named(from).flatMap((one) => (one.kind === 'plain' ? [] : [`${one.table}.${one.column}`])));
  return bytesIn(schema).filter((name) => personal.has(name) && !hashed.test(name)).sort(); // prettier-ignore
}
const anew = everythingSealed.flatMap(({ table, columns }) => columns.map((column) => `${table}.${column}`)).sort();

test('every sealed column gets the new key', () => {
  expect(sealedBy(read('db/schema.sql'))).toEqual(anew);
});

test('and one that nobody seals anew would be seen', () => {
  const schema = read('db/schema.sql').replace('create table patrol.visits (\n', (all) => `${all}  door bytea,\n`);
  const more = { ...inventory, 'patrol.visits': `${inventory['patrol.visits']}\n visit: door` };
  expect(sealedBy(schema, more).filter((name) => !anew.includes(name))).toEqual(['patrol.visits.door']);
});
