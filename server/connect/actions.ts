/** What comes in by another standard's door goes through intake's: the same place, matter, case, receipt and facts. */
import type { BodyOf } from '#contract/endpoint.ts';
import type { sendRequest, sendUpdate } from '#contract/connect.ts';
import { uuidv7 } from '#contract/ids.ts';
import { say, type Lang } from '#contract/words/words.ts';
import type { Permit } from '#access';
import { readCoordinate } from '#areas';
import { mattersOf } from '#catalogue';
import { receiptFor, receiveReport, reply, reportByNumber, supplement, type Place, type ReportInput } from '#intake';
import { newToken, sha256, type Keys } from '#kit/crypto.ts';
import type { Tx } from '#kit/db.ts';
import { onFact, record } from '#kit/facts.ts';
import { homesIn, hushed, publicText } from '#kit/hush.rules.ts';
import { deny, granted, refuse, type Refusal } from '#kit/refusal.ts';
import { bySender, statusOf, steps, titleOf } from './requests.rules.ts';
import { answersTo, matterByCode, nameOf } from './offers.rules.ts';
import {
  endKeyNow,
  insertKey,
  insertRequest,
  insertUpdate,
  lockKey,
  rewordRequest,
  tellRequests,
  untellRequests,
} from './store.ts';
import { addressOf, ownRequest, requestsByNumber } from './views.ts';

// ── Keys ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

export async function makeKey(
  tx: Tx,
  permit: Permit<'catalogue.edit'>,
  input: { id: string; name: string; purpose: string },
  at: Date,
): Promise<string> {
  const key = `glk_${newToken()}`;
  const made = await insertKey(tx, permit.regionId, { ...input, hash: sha256(key) }, at);
  if (!made) deny('command.id_reused');
  const data = { name: input.name };
  await record(
    tx,
    permit.regionId,
    [{ subject: 'key', subjectId: input.id, kind: 'key.made', at, by: permit.by, data }],
    input.id,
  );
  return key;
}

export async function endKey(
  tx: Tx,
  permit: Permit<'catalogue.edit'>,
  keyId: string,
  { id: commandId, version }: { id: string; version?: number },
  at: Date,
): Promise<void> {
  const now = (await lockKey(tx, permit.regionId, keyId)) ?? deny('thing.not_found');
  if (version !== undefined && version !== now.version)
    deny('thing.stale', { version: now.version }, { current: { version: now.version, endedAt: now.endedAt } });
  // What has ended stays as it ended: no second fact.
  if (now.endedAt) return;
  await endKeyNow(tx, permit.regionId, keyId, at);
  await record(
    tx,
    permit.regionId,
    [{ subject: 'key', subjectId: keyId, kind: 'key.ended', at, by: permit.by }],
    commandId,
  );
}

// ── A request comes in ─────────────────────────────────────────────────────────────────────────────────────────────────

type Sent = BodyOf<typeof sendRequest>;

export async function takeRequest(
  tx: Tx,
  keys: Keys,
  regionId: number,
  keyId: string | null,
  sent: Sent,
  at: Date,
  lang: Lang,
): Promise<{ number: string; notice: string }> {
  if (!sent.service_code?.trim()) deny('open311.service_needed');
  const matter = matterByCode(await mattersOf(tx, regionId), sent.service_code);
  if (!matter || matter.retired) return deny('open311.unknown_service', { code: sent.service_code });
  const { conditionId, answers } = granted(answersTo(matter, sent.attribute ?? {}, lang));
  const where = granted(await placeGiven(tx, regionId, sent));
  const mediaUrl = granted(pictureAddress(sent.media_url));
  const who = reporterOf(sent);
  const description = sent.description?.trim() ?? '';
  const notes = [
    ...answers.map((answer) => say(lang, 'open311.note.attribute', answer)),
    ...(mediaUrl ? [say(lang, 'open311.note.media', { url: mediaUrl })] : []),
  ];
  const input: ReportInput = {
    id: sent.id ?? uuidv7(at.getTime()),
    kind: 'help',
    title: titleOf(sent, nameOf(matter, lang)),
    detail: [description, ...notes].filter((line) => line !== '').join('\n'),
    placeText: sent.address_string,
    ...where,
    // Whoever asked for "anything else" has chosen nothing: the words are looked at.
    matterId: matter.fallback ? null : matter.id,
    conditionId,
    naming: who.contact ? 'named' : 'anonymous',
    contact: who.contact,
    lang,
  };
  const received = await receiveReport(tx, keys, regionId, input, { channel: 'open311' }, at, sent.id ?? null);
  await insertRequest(tx, regionId, {
    reportId: received.reportId,
    keyId,
    matterId: matter.id,
    description: publicText(description || sent.title || '', who.known),
    address: publicText(sent.address_string ?? '', who.known),
    attributes: Object.fromEntries(answers.map(({ question, answer }) => [question, answer])),
    mediaUrl,
  });
  const { number, secret, promise } = await receiptFor(tx, keys, regionId, received, lang);
  return { number, notice: say(lang, 'open311.notice', { number, secret, promise }) };
}

/** One of the three ways the standard knows; a point prevails over an address, an address over a code. */
async function placeGiven(
  tx: Tx,
  regionId: number,
  { lat, long, address_string: address, address_id: code }: Sent,
): Promise<{ location?: { lon: number; lat: number }; place?: Place } | Refusal> {
  const [x, y] = [String(long ?? ''), String(lat ?? '')];
  if (x.trim() !== '' || y.trim() !== '') {
    const point = readCoordinate(x, y);
    if (point.fault !== undefined) return refuse('area.bad_coordinate', { reason: { word: `fault.${point.fault}` } });
    return { location: { lon: point.lon, lat: point.lat } };
  }
  if (address?.trim()) return {};
  if (!code?.trim()) return refuse('open311.location_needed');
  const known = await addressOf(tx, regionId, code.trim());
  if (!known) return refuse('open311.unknown_address', { code });
  const { area, point } = known;
  return { place: { areaId: area.id, areaPath: area.path, location: point, locatedBy: 'name' } };
}

/**
 * A picture's address is kept as words for staff and never opened: a server that fetches what strangers name can be made to knock
 * at doors only it can reach (SSRF), and a picture from elsewhere would come with its EXIF (register V-17).
 */
function pictureAddress(text: string | undefined): string | null | Refusal {
  if (!text?.trim()) return null;
  const url = URL.parse(text.trim());
  return url && /^https?:$/.test(url.protocol) ? url.href : refuse('open311.media_url');
}

/** Who can be reached is a named reporter; a name alone reaches nobody and is not kept. */
function reporterOf({ first_name = '', last_name = '', email, phone }: Sent): {
  contact?: { name?: string; phone?: string; email?: string };
  known: (string | undefined)[];
} {
  const [first, last] = [first_name.trim(), last_name.trim()];
  const western = [first, last].filter((part) => part !== '').join(' ');
  const name = /\p{Script=Han}/u.test(first + last) ? `${last}${first}` : western;
  const known = [name, western, first, last, email, phone];
  if (!email && !phone) return { known };
  return { contact: { ...(name ? { name } : {}), ...(phone ? { phone } : {}), ...(email ? { email } : {}) }, known };
}

// ── Updates, both ways ─────────────────────────────────────────────────────────────────────────────────────────────────

/** The sender adds words to its own request. Its state is ours to change: "closed" is written down, "open" after the answer asks to look again. */
export async function takeUpdate(
  tx: Tx,
  keys: Keys,
  regionId: number,
  keyId: string | null,
  sent: BodyOf<typeof sendUpdate>,
  at: Date,
  lang: Lang,
): Promise<string> {
  const number = sent.service_request_id?.trim() ?? '';
  const own = await ownRequest(tx, regionId, keyId, number);
  const [now] = own ? await requestsByNumber(tx, regionId, { keyId: undefined }, [own.number], lang) : [];
  const held = own && (await reportByNumber(tx, regionId, own.number));
  if (!now || !held) return deny('open311.unknown_request', { number });
  const asked = granted(statusOf(sent.status));
  const text = sent.description?.trim() ?? '';
  if (text === '') deny('open311.update_empty');
  const senderId = sent.update_id?.trim() || null;
  const saved = await insertUpdate(
    tx,
    regionId,
    {
      reportId: held.id,
      kind: bySender,
      status: now.status,
      text: publicText(text),
      senderId,
      hash: sha256(JSON.stringify([text, asked ?? null])),
    },
    at,
  );
  if (!saved.same) deny('command.id_reused');
  if (saved.before) return String(saved.id);
  const id = sent.id ?? uuidv7(at.getTime());
  const unsolved = asked === 'open' && now.status === 'closed';
  const words = asked === 'closed' && now.status === 'open' ? `${text} ${say(lang, 'open311.sender_says_done')}` : text;
  if (held.answeredAt) await reply(tx, keys, regionId, held, { id, text: words, unsolved }, at);
  else await supplement(tx, regionId, held, { id, text: words }, at);
  return String(saved.id);
}

for (const [kind, step] of Object.entries(steps)) {
  onFact(kind, async (tx, { regionId, subjectId, at, data }) => {
    // What was asked for and refused changes nothing for the reporter.
    if (/^case\.(return|extension)_decided$/.test(kind) && data?.['accepted'] !== true) return;
    const answerN = typeof data?.['answerN'] === 'number' ? data['answerN'] : null;
    await tellRequests(tx, regionId, subjectId, { kind, status: step.status, answerN }, at);
  });
}

/** A step that was taken back within its seconds was none: whoever asks from now on is not told of it. Its words were never an answer. */
onFact('case.taken_back', (tx, { regionId, subjectId, data }) =>
  untellRequests(tx, regionId, subjectId, { kind: String(data?.['of']), n: Number(data?.['n']) }),
);

/** Who is forgotten is forgotten here too: names and numbers never stood in it, and now where she lives and how she introduced herself goes. */
for (const kind of ['report.contact_removed', 'report.contact_expired'])
  onFact(kind, (tx, { regionId, subjectId }) =>
    rewordRequest(tx, regionId, subjectId, (text) => hushed(text, homesIn(text))),
  );
