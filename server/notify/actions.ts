/** News of a case become messages to those who reported it; a code proves that an address is somebody's own. */
import { randomInt, timingSafeEqual } from 'node:crypto';
import { uuidv7 } from '#contract/ids.ts';
import type { NewsChoice, Way } from '#contract/notify.ts';
import { say, type Lang, type WordParams } from '#contract/words/words.ts';
import { regionOf } from '#areas';
import { retentionOf } from '#catalogue';
import { addressHash, contactLeft, masked, removeContact, reportsToTell, sentenceOf } from '#intake';
import { addressIn } from '#contract/addresses.ts';
import { lookupHash, newToken, sha256, unseal, type Keys } from '#kit/crypto.ts';
import { sendAlong, type Tx } from '#kit/db.ts';
import { onFact } from '#kit/facts.ts';
import { isReadIn } from '#kit/readin.ts';
import { deny, refuse, type Refusal } from '#kit/refusal.ts';
import {
  codeMinutes,
  codesAnHour,
  holdMs,
  newsKinds,
  newsText,
  stillSo,
  triesOfACode,
  visitMinutes,
  wants,
  wayTo,
} from './notify.rules.ts';
import {
  choiceSince,
  choicesOf,
  deleteVisit,
  forgetAddress,
  forgetBefore,
  insertCode,
  insertMessages,
  insertVisit,
  keepNews,
  lockCode,
  saveChoice,
  saveNews,
  takeNews,
  triedCode,
  visitBy,
  type Visit,
} from './store.ts';
import { deleteFollowed } from './grid/store.ts';
import { followedBy } from './grid/views.ts';
import { contextOf, sealed } from './sealing.ts';
import { lastMessages } from './views.ts';

// Heard in the same transaction, told once it has stood: a move that is taken back at once reaches nobody.
for (const kind of newsKinds)
  onFact(kind, async (tx, { regionId, subjectId: caseId, n, at, data = {} }) => {
    if (isReadIn()) return;
    const dueAt = new Date(at.getTime() + holdMs);
    sendAlong(tx, keepNews(tx, regionId, { caseId, n, kind, data, at, dueAt }));
  });

onFact('case.taken_back', async (tx, { regionId, subjectId: caseId, data }) => {
  sendAlong(tx, saveNews(tx, regionId, { caseId, n: Number(data?.['n']) }, null));
});

const inOneStep = 200;
/** One piece of news that is due, told to so many; the rest of a storm follows in the next round. How many pieces it acted on. */
export async function tellNews(tx: Tx, keys: Keys | null, regionId: number, at: Date): Promise<number> {
  const news = await takeNews(tx, regionId, at);
  if (!news) return 0;
  if (!keys || !stillSo(news.kind, news)) {
    await saveNews(tx, regionId, news, null);
    return 1;
  }
  const region = await regionOf(tx, regionId);
  const reports = await reportsToTell(tx, keys, regionId, news.caseId, { after: news.toldTo, limit: inOneStep });
  const to = reports.flatMap((report) => {
    const way = wayTo(report.contact);
    const what = sentenceOf(news.kind, news.data, report.lang);
    if (!way || what === null) return [];
    const told = { kind: news.kind, what, region: (report.lang === 'en' && region.nameEn) || region.name };
    const hash = addressHash(keys, way.way, way.address);
    return [{ ...way, hash, reportId: report.id, text: newsText(told, report, report.lang) }];
  });
  const chosen = await choicesOf(
    tx,
    regionId,
    to.map(({ hash }) => hash),
  );
  const messages = to
    .filter(({ hash }) => wants(chosen.get(hash.toString('hex')) ?? 'each', news.kind))
    .map(({ way, address, hash, reportId, text }) =>
      sealed(keys, regionId, {
        id: uuidv7(at.getTime()),
        reportId,
        kind: news.kind,
        way,
        to: address,
        addressHash: hash,
        text,
        at,
      }),
    );
  await insertMessages(tx, regionId, messages);
  await saveNews(tx, regionId, news, reports.length < inOneStep ? null : reports.at(-1)!.id);
  return 1;
}

/** Sealed words are not kept longer than anybody needs to ask what was sent. */
export async function forgetOldMessages(tx: Tx, regionId: number, at: Date): Promise<number> {
  const { messageDays } = await retentionOf(tx, regionId);
  return forgetBefore(tx, regionId, new Date(at.getTime() - messageDays * 86_400_000), at, 500);
}

// ── Whoever wrote to us ────────────────────────────────────────────────────────────────────────────────────────────────

/** What she wrote has arrived: told by the way it came, unless she has asked to be told nothing. */
export async function answerBack(
  tx: Tx,
  keys: Keys,
  regionId: number,
  back: { way: Way; address: string; lang: Lang; reportId: string; kind: 'receipt' | 'reply'; words: WordParams },
  at: Date,
): Promise<void> {
  if (isReadIn()) return;
  const { way, address: to, lang, reportId, kind } = back;
  const hash = addressHash(keys, way, to);
  const chosen = await choicesOf(tx, regionId, [hash]);
  if (chosen.get(hash.toString('hex')) === 'none') return;
  const region = await regionOf(tx, regionId);
  const text = say(lang, `notify.${kind}`, { ...back.words, region: (lang === 'en' && region.nameEn) || region.name });
  const message = { id: uuidv7(at.getTime()), reportId, kind, way, to, addressHash: hash, text, at };
  await insertMessages(tx, regionId, [sealed(keys, regionId, message)]);
}
/** One word is enough: no news of reports, and none of any grid. */
export async function silence(tx: Tx, regionId: number, addressHash: Buffer, at: Date): Promise<void> {
  await saveChoice(tx, regionId, addressHash, 'none', at);
  await deleteFollowed(tx, regionId, addressHash);
}

// ── Whose address is it ────────────────────────────────────────────────────────────────────────────────────────────────

const addressOf = (keys: Keys, typed: string): Pick<Visit, 'way' | 'hash' | 'masked'> & { address: string } => {
  const found = addressIn(typed) ?? deny('notify.bad_address');
  const shown = masked({
    name: null,
    phone: null,
    email: null,
    [found.way === 'sms' ? 'phone' : 'email']: found.address,
  });
  return {
    ...found,
    hash: addressHash(keys, found.way, found.address),
    masked: (found.way === 'sms' ? shown.phone : shown.email) ?? '',
  };
};
const codeHash = (keys: Keys, regionId: number, hash: Buffer, code: string): Buffer =>
  lookupHash(keys, `code:${regionId}:${hash.toString('hex')}:${code}`);

export async function askCode(
  tx: Tx,
  keys: Keys,
  regionId: number,
  asked: { id: string; address: string },
  at: Date,
  lang: Lang,
): Promise<{ masked: string; until: string }> {
  const whose = addressOf(keys, asked.address);
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  const until = new Date(at.getTime() + codeMinutes * 60_000);
  const kept = await insertCode(
    tx,
    regionId,
    { id: asked.id, addressHash: whose.hash, codeHash: codeHash(keys, regionId, whose.hash, code), at, until },
    new Date(at.getTime() - 3_600_000),
    codesAnHour,
  );
  if (!kept) deny('request.too_many', { seconds: 3600 });
  const region = await regionOf(tx, regionId);
  const text = say(lang, 'notify.code', {
    region: (lang === 'en' && region.nameEn) || region.name,
    code,
    minutes: codeMinutes,
  });
  const { way, address: to, hash } = whose;
  await insertMessages(tx, regionId, [
    sealed(keys, regionId, { id: asked.id, reportId: null, kind: 'code', way, to, addressHash: hash, text, at }),
  ]);
  return { masked: whose.masked, until: until.toISOString() };
}

/** A wrong try is counted although it is refused: the refusal is returned, so what was written stays. */
export async function openVisit(
  tx: Tx,
  keys: Keys,
  regionId: number,
  given: { address: string; code: string },
  at: Date,
): Promise<{ token: string; until: string } | Refusal> {
  const { way, hash, masked: shown } = addressOf(keys, given.address);
  const known = await lockCode(tx, regionId, hash, at);
  if (!known || known.tries >= triesOfACode) return refuse('notify.wrong_code');
  const fits = timingSafeEqual(known.codeHash, codeHash(keys, regionId, hash, given.code.replaceAll(' ', '')));
  await triedCode(tx, regionId, known.id, fits ? at : null);
  if (!fits) return refuse('notify.wrong_code');
  const token = newToken();
  const until = new Date(at.getTime() + visitMinutes * 60_000);
  await insertVisit(tx, regionId, sha256(token), { way, hash, masked: shown, until });
  return { token, until: until.toISOString() };
}

export async function visitOf(tx: Tx, regionId: number, token: unknown, at: Date): Promise<Visit> {
  const visit = typeof token === 'string' ? await visitBy(tx, regionId, sha256(token), at) : undefined;
  return visit ?? deny('notify.no_visit');
}
export const leave = (tx: Tx, regionId: number, token: string): Promise<void> =>
  deleteVisit(tx, regionId, sha256(token));

// ── What is hers to decide ─────────────────────────────────────────────────────────────────────────────────────────────

const shownAtMost = 20;
export async function mineOf(tx: Tx, keys: Keys, regionId: number, visit: Visit, atMost = shownAtMost) {
  const chosen = await choicesOf(tx, regionId, [visit.hash]);
  const sent = await lastMessages(tx, regionId, visit.hash, atMost);
  const left = await contactLeft(tx, regionId, visit);
  const newsSince = await choiceSince(tx, regionId, visit.hash);
  const grids = await followedBy(tx, regionId, visit.hash);
  return {
    masked: visit.masked,
    until: visit.until.toISOString(),
    news: chosen.get(visit.hash.toString('hex')) ?? 'each',
    agreed: {
      reports: left.reports,
      contactSince: left.since?.toISOString() ?? null,
      newsSince: newsSince?.toISOString() ?? null,
    },
    grids: grids.map(({ id, name, nameEn, since }) => ({ id, name, nameEn, since: since.toISOString() })),
    topicsOff: grids[0]?.topicsOff ?? [],
    messages: sent.map(({ id, at, words, ...row }) => ({
      ...row,
      at: at.toISOString(),
      text: unseal(keys, words, contextOf(regionId, id, 'words')),
    })),
  };
}

export const choose = (tx: Tx, regionId: number, visit: Visit, news: NewsChoice, at: Date): Promise<void> =>
  saveChoice(tx, regionId, visit.hash, news, at);

/** Her number and what was sent to it go; nothing of it is kept here, and the visit ends with it. */
export async function remove(
  tx: Tx,
  keys: Keys,
  regionId: number,
  visit: Visit,
  token: string,
  at: Date,
  commandId: string,
): Promise<void> {
  await removeContact(tx, keys, regionId, visit, at, commandId);
  await forgetAddress(tx, regionId, visit.hash);
  await deleteFollowed(tx, regionId, visit.hash);
  await leave(tx, regionId, token);
}
