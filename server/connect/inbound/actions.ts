/**
 * What a gateway hands over goes by the same doors as everything else: a report with place, matter, case and receipt; words to a report
 * of hers; or her choice to be told no more. The answer leaves by the way it came (room notify).
 */
import type { BodyOf, ReplyOf } from '#contract/endpoint.ts';
import type { handOver } from '#contract/inbound.ts';
import type { Way } from '#contract/notify.ts';
import { uuidv7 } from '#contract/ids.ts';
import { say } from '#contract/words/words.ts';
import { retentionOf } from '#catalogue';
import { addressHash, receiptFor, receiveReport, reply, reportCarrying, supplement } from '#intake';
import { answerBack, silence } from '#notify';
import { addressIn } from '#contract/addresses.ts';
import { lookupHash, type Keys } from '#kit/crypto.ts';
import type { Tx } from '#kit/db.ts';
import { deny } from '#kit/refusal.ts';
import { titleOf } from '../requests.rules.ts';
import { asksForSilence, langIn, numberIn, ownWords, saysUnsolved } from './inbound.rules.ts';
import { before, claim, countSince, forgetInboundBefore, settle, type HandedOver } from './store.ts';

/** Nobody writes more in a day; a machine that answers our answers does. */
const aDay = { messages: 30, ms: 86_400_000 };

export async function takeMessage(
  tx: Tx,
  keys: Keys,
  regionId: number,
  channel: Way,
  sent: BodyOf<typeof handOver>,
  signature: Buffer,
  at: Date,
): Promise<ReplyOf<typeof handOver>> {
  const address = senderIn(channel, sent.from);
  const hash = addressHash(keys, channel, address);
  const message: HandedOver = {
    channel,
    messageId: sent.messageId,
    signature,
    // Keyed: the words may be known, and a plain hash of them with a telephone would be a code book.
    wordsHash: lookupHash(keys, JSON.stringify([address, sent.subject ?? '', sent.text])),
    addressHash: hash,
  };
  if (!(await claim(tx, regionId, message, at))) return asBefore(tx, regionId, message);
  const since = new Date(at.getTime() - aDay.ms);
  if ((await countSince(tx, regionId, hash, since)) > aDay.messages) deny('request.too_many', { seconds: 3600 });

  const text = ownWords(sent.text) || sent.text.trim();
  if (asksForSilence(text)) {
    await silence(tx, regionId, hash, at);
    return { became: 'choice', number: null };
  }
  const lang = langIn(`${sent.subject ?? ''}${text}`);
  const back = { way: channel, address, lang };
  const words = `${sent.subject ?? ''}\n${text}`;
  const named = numberIn(words);
  const held = named && (await reportCarrying(tx, regionId, named, { way: channel, hash }));
  if (held) {
    const told = { id: uuidv7(at.getTime()), text: text.slice(0, 2000) };
    if (held.answeredAt) await reply(tx, keys, regionId, held, { ...told, unsolved: saysUnsolved(text) }, at);
    else await supplement(tx, regionId, held, told, at);
    await settle(tx, regionId, message, { became: 'reply', reportId: held.id });
    await answerBack(
      tx,
      keys,
      regionId,
      { ...back, reportId: held.id, kind: 'reply', words: { number: held.number } },
      at,
    );
    return { became: 'reply', number: held.number };
  }

  const title = titleOf({ title: sent.subject, description: text }, say(lang, `channel.${channel}`));
  const received = await receiveReport(
    tx,
    keys,
    regionId,
    {
      id: uuidv7(at.getTime()),
      kind: 'help',
      title,
      detail: text === title ? '' : text.slice(0, 4000),
      location: sent.location,
      naming: 'named',
      contact: {
        ...(sent.name?.trim() ? { name: sent.name } : {}),
        ...(channel === 'sms' ? { phone: address } : { [channel]: address }),
      },
      happenedAt: sent.sentAt === undefined ? undefined : new Date(sent.sentAt),
      lang,
    },
    { channel },
    at,
  );
  await settle(tx, regionId, message, { became: 'report', reportId: received.reportId });
  // A follower of the official account is not promised a call: nobody has her number.
  const callable = { ...received, hasContact: channel !== 'account' };
  const { number, secret, promise } = await receiptFor(tx, keys, regionId, callable, lang);
  await answerBack(
    tx,
    keys,
    regionId,
    { ...back, reportId: received.reportId, kind: 'receipt', words: { title, number, secret, promise } },
    at,
  );
  return { became: 'report', number };
}

function senderIn(channel: Way, from: string): string {
  if (channel === 'account') return from.trim() || deny('inbound.bad_sender');
  // "Lan <lan@example.com>", as mail has it
  const found = addressIn(/<([^<>]+)>\s*$/.exec(from)?.[1] ?? from);
  return found?.way === channel ? found.address : deny('inbound.bad_sender');
}

/** Handed over again and signed anew: the gateway had lost our answer. The very same bytes again: somebody caught them on the way. */
async function asBefore(tx: Tx, regionId: number, message: HandedOver): Promise<ReplyOf<typeof handOver>> {
  const known = await before(tx, regionId, message);
  if (!known || known.sameSignature) return deny('inbound.replayed');
  if (!known.sameWords) deny('command.id_reused');
  return { became: known.became, number: known.number };
}

export async function forgetInbound(tx: Tx, regionId: number, at: Date): Promise<number> {
  const { inboundDays } = await retentionOf(tx, regionId);
  return forgetInboundBefore(tx, regionId, new Date(at.getTime() - inboundDays * 86_400_000), 500);
}
