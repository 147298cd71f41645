/** One request of the outbox: what came back, and the house's clock. Silence is an answer here, never an exception. */
import type { Problem } from '#contract/problems.ts';
import { readInstants } from '#web/kit/time.ts';
import { currentLang } from '#web/kit/words.tsx';
import { offsetFrom, type Answer } from './outbox.rules.ts';

export type Sent = { answer: Answer; reply: unknown; offsetMs: number | null };
type Request = { method: string; address: string; body?: string; bytes?: ArrayBuffer };

const patienceMs = { words: 30_000, bytes: 120_000 };

export async function transmit({ method, address, body, bytes }: Request): Promise<Sent> {
  const sentAt = Date.now();
  let response: Response;
  let text: string;
  try {
    response = await fetch(address, {
      method,
      headers: {
        accept: 'application/json, application/problem+json',
        'accept-language': currentLang(),
        ...(bytes
          ? { 'content-type': 'image/jpeg' }
          : body === undefined
            ? {}
            : { 'content-type': 'application/json' }),
      },
      body: bytes ?? body,
      credentials: 'same-origin',
      cache: 'no-store',
      signal: AbortSignal.timeout(bytes ? patienceMs.bytes : patienceMs.words),
    });
    text = await response.text();
  } catch {
    return { answer: { kind: 'later' }, reply: null, offsetMs: null };
  }
  const offsetMs = offsetFrom(response.headers.get('date'), sentAt, Date.now());
  return { ...understood(response, text), offsetMs };
}

/** A picture the house keeps; null: not now. It goes into the store, sealed, and never into the browser's own memory of pages. */
export async function receive(address: string): Promise<ArrayBuffer | null> {
  try {
    const answer = await fetch(address, {
      credentials: 'same-origin',
      cache: 'no-store',
      signal: AbortSignal.timeout(patienceMs.bytes),
    });
    const isPicture = answer.headers.get('content-type')?.startsWith('image/') ?? false;
    return answer.ok && isPicture ? await answer.arrayBuffer() : null;
  } catch {
    return null;
  }
}

function understood(response: Response, text: string): Omit<Sent, 'offsetMs'> {
  const { status } = response;
  let reply: unknown;
  try {
    reply = JSON.parse(text);
  } catch {
    // A portal of some hotel answers with a page, 200 or not: nobody of ours said anything.
    return { answer: { kind: 'later' }, reply: null };
  }
  if (response.ok) return { answer: { kind: 'taken', receipt: null }, reply };
  const problem = reply as Partial<Problem>;
  if (typeof problem.code !== 'string' || typeof problem.title !== 'string')
    return { answer: { kind: 'later' }, reply };
  if (status === 401) return { answer: { kind: 'signed_out' }, reply };
  if (status === 429 || status === 502 || status === 503 || status === 504) {
    const seconds = Number(response.headers.get('retry-after'));
    return { answer: { kind: 'later', ...(seconds > 0 ? { afterMs: seconds * 1000 } : {}) }, reply };
  }
  return {
    answer: { kind: 'refused', refusal: { code: problem.code, title: readInstants(problem.title), status } },
    reply,
  };
}
