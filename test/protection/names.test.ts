/** What the walks of test/protection and test/personal need to know of every new address, told within a second and not at their end. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import openapi from '../../contract/openapi.json' with { type: 'json' };

type Parameter = { name: string; in: string; required?: boolean; schema: { enum?: unknown[] } };
type Asked = { get?: { operationId: string; parameters?: Parameter[] } };

const without = (source: string): string[] =>
  (Object.values(openapi.paths) as Asked[]).flatMap(({ get }) =>
    (get?.parameters ?? [])
      .filter((one) => one.required && (one.in === 'path' || one.in === 'query') && !one.schema.enum)
      .filter(
        ({ name }) => !new RegExp(`\\b${name}: \\[`).test(source) && !new RegExp(`\\b${name}: Object`).test(source),
      )
      .map(({ name }) => `${get!.operationId} asks for ${name}`),
  );

test('the walk of confidence has a value for everything an address that is read asks for', () => {
  const source = readFileSync(join(import.meta.dirname, 'shield.db.test.ts'), 'utf8');
  expect(without(source)).toEqual([]);
  expect(without(source.replace('postId: [', 'another: ['))).toEqual(['cases.workOfPost asks for postId']);
});
