/**
 * What is left in Chinese on a page that is read in English. People's names, what people wrote and what the district has not translated stay
 * as they are, and all of that stands in the database: what does not stand there the house itself has said.
 */
import { sql } from 'kysely';
import type { Page } from 'playwright-core';
import { inRegion } from '#kit/db.ts';
import type { WholeHouse } from './whole-house.ts';

/** A letter, or a mark that is only set between such letters. */
const chinese = /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u;

/** Every text of the page that is seen or read aloud, piece by piece, if there is Chinese in it and it is not marked as Chinese. */
export async function chineseOn(page: Page): Promise<string[]> {
  const told = await page.evaluate<string[]>(`(() => {
    const told = [document.title];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const within = node instanceof Element ? node : node.parentElement;
      if (within.closest('body [lang|=zh]')) continue;
      // What a list offers once it is opened belongs to the page, too.
      if (!(within.closest('select') ?? within).checkVisibility({ visibilityProperty: true })) continue;
      if (node instanceof Text) told.push(node.data);
      else for (const name of ['aria-label', 'aria-description', 'title', 'placeholder', 'alt']) told.push(Element.prototype.getAttribute.call(node, name) ?? '');
      if (node instanceof HTMLInputElement || node instanceof HTMLTextAreaElement) told.push(node.value);
    }
    return told;
  })()`);
  return [...new Set(told.map((one) => one.trim()))].filter((one) => chinese.test(one));
}

/** Machines made these of what people wrote: pieces of words, in which anything could be found. */
const pieces = new Set(['grams', 'terms', 'key', 'initials']);
/** Somebody's own words, be they the name of a place or of a matter. */
const own = new Set(['place_text', 'placeText', 'title']);

/** All that was written down in Chinese and has no English beside it; people's names, whatever stands beside them. */
export function writtenInChinese(house: WholeHouse): Promise<ReadonlySet<string>> {
  return inRegion(house.db, house.regionId, async (tx) => {
    const { rows: tables } = await sql<{ name: string }>`
      select format('%s.%s', schemaname, tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema', 'public') and tablename !~ '^(commands|jobs|triage_.*|recognised.*)$'
    `.execute(tx);
    const written = new Set<string>();
    const translated = new Set<string>();
    const told = new Set<string>();
    const read = (table: string, value: unknown, key: string, beside: Record<string, unknown> = {}): void => {
      if (pieces.has(key)) return;
      if (Array.isArray(value)) for (const one of value) read(table, one, key);
      else if (typeof value === 'object' && value !== null)
        for (const [name, one] of Object.entries(value)) read(table, one, name, value as Record<string, unknown>);
      else if (typeof value === 'string' && chinese.test(value)) {
        const english = key === 'zh' ? beside['en'] : (beside[`${key}_en`] ?? beside[`${key}En`]);
        const into = english && table !== 'access.people' ? translated : own.has(key) ? told : written;
        into.add(value.trim());
      }
    };
    for (const { name } of tables) {
      const { rows } = await sql<{ row: unknown }>`
        select to_jsonb(t) as row from ${sql.table(name)} t where t::text ~ '[㐀-鿿]'`.execute(tx);
      for (const { row } of rows) read(name, row, '');
    }
    return new Set([...[...written].filter((text) => !translated.has(text)), ...told]);
  });
}

/** Of what was told, that in which Chinese remains when all that was written is taken out of it. */
export function leftInChinese(told: Iterable<string>, written: ReadonlySet<string>): string[] {
  const begins = new Map<string, string[]>();
  for (const one of [...written].sort((a, b) => b.length - a.length))
    if (one.length > 1) begins.set(one.slice(0, 2), [...(begins.get(one.slice(0, 2)) ?? []), one]);
  const known = (text: string): boolean => {
    // What the record holds, as it holds it: the auditor reads that and no sentence.
    if (written.has(text) || /^\{".*\}$/s.test(text)) return true;
    for (let at = 0; at < text.length;) {
      const ways = begins.get(text.slice(at, at + 2)) ?? [];
      const one = ways.find((way) => text.startsWith(way, at));
      // A long sentence is told by its beginning where it only says which one is meant.
      if (!one && text.length - at > 7 && ways.some((way) => way.startsWith(text.slice(at)))) return true;
      // A name that is covered keeps its first letter.
      if (!one && chinese.test(text[at]!) && text[at + 1] !== '*') return false;
      at += one?.length ?? 1;
    }
    return true;
  };
  return [...told].filter((text) => !known(text));
}
