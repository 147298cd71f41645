/**
 * Texts a browser would act on if they were ever taken for markup, a script or an address, and where they are laid: through the
 * interface, as anybody could, and by the owner in every column and every kept document that holds somebody's words, so that no page
 * is safe only because nobody thought of its field.
 */
import type { BrowserContext, Page } from 'playwright-core';
import { Client } from 'pg';

/** Stands in every bait, so that it is found where it is shown. */
export const sign = '诱饵';
/** What a bait calls when it runs. */
const ran = 'gridloopRan';
/** Bears the mark in the page if a bait became an element there, run or not. */
const mark = 'data-bait';

/** The ways out of text into something else: elements, attributes, styles, scripts, comments, templates, addresses, entities. */
export const baits: readonly string[] = [
  `<img ${mark} src=x onerror=${ran}(1)>`,
  `<svg ${mark} onload=${ran}(2)>`,
  `"><script ${mark}>${ran}(3)</script>`,
  `' autofocus onfocus=${ran}(4) ${mark}='`,
  `</title></style></textarea></script><img ${mark} src=x onerror=${ran}(5)>`,
  `--><iframe ${mark} srcdoc="<script>parent.${ran}(6)</script>">`,
  `javascript:${ran}(7)`,
  `<a ${mark} href="javascript:${ran}(8)">`,
  `{{constructor.constructor('${ran}(9)')()}}`,
  `\${${ran}(10)}';${ran}(10);//`,
  `&lt;img ${mark} src=x onerror=${ran}(11)&gt;`,
  `]]><x:script xmlns:x="http://www.w3.org/1999/xhtml" ${mark}>${ran}(12)</x:script>`,
  `<math><mtext><style><img ${mark} src=x onerror=${ran}(13)>`,
  `<template ${mark}><form action=javascript:${ran}(14)><input autofocus>`,
].map((one) => `${sign}${one}`);
export const bait = (n: number): string => baits[n % baits.length]!;

/** How many columns, fields of kept documents and rows bear one now. */
export type Laid = { columns: number; documents: number; rows: number; left: string[] };

/**
 * A column holds somebody's words if any of its values has a Chinese one in it: codes, states and keys have none. Short columns take
 * the shortest baits; one that takes none at all is named in `left`.
 */
export async function layEverywhere(ownerUrl: string): Promise<Laid> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  const laid: Laid = { columns: 0, documents: 0, rows: 0, left: [] };
  const { rows: columns } = await client.query<{ t: string; c: string; type: string }>(`
    select format('%I.%I', n.nspname, r.relname) as t, quote_ident(a.attname) as c, format_type(a.atttypid, a.atttypmod) as type
      from pg_attribute a join pg_class r on r.oid = a.attrelid join pg_namespace n on n.oid = r.relnamespace
     where r.relkind = 'r' and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
       and n.nspname not in ('pg_catalog', 'information_schema') and a.atttypid in ('text'::regtype, 'jsonb'::regtype)
       and not exists (select from pg_index i where i.indrelid = r.oid and i.indisunique and a.attnum = any(i.indkey::smallint[]))
     order by 1, 2`);
  const [all, short] = [baits, baits.toSorted((a, b) => a.length - b.length).slice(0, 3)];
  const one = (from: readonly string[], row = 'ctid') =>
    `(array[${from.map((text) => client.escapeLiteral(text)).join(', ')}])[1 + abs(hashtext(${row}::text)) % ${from.length}]`;
  for (const { t, c, type } of columns) {
    // The names of layers and marks a district makes are twenty characters at most, and their replies say so: no bait is that short.
    if (t.endsWith('.settings')) {
      laid.left.push(`${t}.${c}`);
      continue;
    }
    const isText = type === 'text';
    const where = `where ${c}::text ~ '[一-龥]'`;
    const { rowCount } = await client.query(`select from ${t} ${where} limit 1`);
    if (rowCount === 0) continue;
    // Of a document each value that has a Chinese word, and each such member of a list; its keys stay.
    const escaped = baits.map((text) => JSON.stringify(text).slice(1, -1).replaceAll('\\', '\\\\'));
    const inDocument = (n: number) =>
      `regexp_replace(${c}::text, '((?:: |\\[|, )")((?:[^"\\\\]|\\\\.)*[一-龥](?:[^"\\\\]|\\\\.)*"(?!:))', E'\\\\1' || ${client.escapeLiteral(escaped[n]!)} || E'\\\\2', 'g')::jsonb`;
    // Titles and names are sixty characters in most replies: those take the baits that fit.
    const titled = `left(${one(baits.filter((text) => text.length <= 56))} || ${c}, 60)`;
    const tries = isText
      ? [
          ...(/^(title|name)/.test(c) ? [titled] : []),
          `${one(all)} || ${c}`,
          `${one(short)} || ${c}`,
          `left(${one(short)} || ${c}, greatest(length(${c}), 20))`,
          one(short),
        ]
      : [0, 2, 5].map(inDocument);
    let done = 0;
    for (const value of tries) {
      await client.query('begin');
      try {
        await client.query(`set local session_replication_role = replica`);
        ({ rowCount: done } = (await client.query(`update ${t} set ${c} = ${value} ${where}`)) as { rowCount: number });
        await client.query('commit');
        break;
      } catch {
        await client.query('rollback');
      }
    }
    if (done === 0) laid.left.push(`${t}.${c}`);
    else {
      laid[isText ? 'columns' : 'documents']++;
      laid.rows += done;
    }
  }
  // What the process remembers of the ground and the catalogue it reads anew.
  await client.query('update kit.revisions set revision = revision + 1000');
  await client.end();
  return laid;
}

/** Whatever a page does that it should not: a bait that ran, a policy that had to step in, a dialog, markup made of a bait. */
export type Watch = { page: Page; wrong: () => Promise<string[]>; shown: () => Promise<boolean> };

/** Before the first page of a window. */
export async function watchFrom(context: BrowserContext): Promise<void> {
  await context.addInitScript(`
    globalThis.baitTold = [];
    globalThis.${ran} = (n) => void baitTold.push('bait ' + n + ' ran');
    addEventListener('securitypolicyviolation', ({ effectiveDirective, sample, sourceFile }) =>
      void baitTold.push('policy: ' + effectiveDirective + ' ' + sample.slice(0, 80) + ' ' + (sourceFile ?? '').split('/').at(-1)), true);`);
}

export function watch(page: Page): Watch {
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return {
    page,
    wrong: async () => [
      ...dialogs,
      ...(await page.evaluate<string[]>('globalThis.baitTold ?? []')),
      ...(await page.evaluate<string[]>(
        `[...document.querySelectorAll('[${mark}],[href^="javascript:" i],[action^="javascript:" i],iframe')].map((one) => 'markup: ' + one.outerHTML.slice(0, 120))`,
      )),
    ],
    /** as words, in a field, or in what is said of something */
    shown: () =>
      page.evaluate<boolean>(`(() => {
        const has = (text) => typeof text === 'string' && text.includes('${sign}');
        return has(document.body?.innerText ?? document.documentElement.textContent)
          || [...document.querySelectorAll('input,textarea')].some(({ value }) => has(value))
          || [...document.querySelectorAll('[title],[aria-label]')].some((one) => has(one.title) || has(one.ariaLabel));
      })()`),
  };
}
