/** `node db/describe.ts URL`: writes db/schema.sql and db/types.ts from a migrated database. */
import { writeFile } from 'node:fs/promises';
import { describe } from '#kit/schema.ts';

const url = process.argv[2];
if (!url) throw new Error('usage: node db/describe.ts postgres://owner@host/database');
const { schemaSql, typesTs } = await describe(url);
await writeFile(new URL('schema.sql', import.meta.url), schemaSql);
await writeFile(new URL('types.ts', import.meta.url), typesTs);
