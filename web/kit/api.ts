/**
 * The one way from a page to the server: an endpoint of the contract goes in, its declared reply comes out, a "no" is thrown
 * as a ProblemError with words a person can act on. A write that got no answer is sent again under the SAME id (promise 2:
 * every write carries a client-made id and may be sent twice).
 */
import {
  keepPreviousData,
  QueryClient,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useRef } from 'react';
import { hatHeader } from '#contract/hat.ts';
import type { BodyOf, Endpoint, ParamsOf, QueryOf, ReplyOf } from '#contract/endpoint.ts';
import { uuidv7 } from '#contract/ids.ts';
import type { Problem } from '#contract/problems.ts';
import { say, type Lang } from '#contract/words/words.ts';
import { readInstants } from './time.ts';
import { currentLang, useWords } from './words.tsx';

/** A part the endpoint does not declare must not be given; one whose fields are all optional may be left out. */
type Part<Name extends string, T> = unknown extends T
  ? { [K in Name]?: undefined }
  : Partial<T> extends T
    ? { [K in Name]?: T }
    : { [K in Name]: T };
export type Input<E> = Part<'params', ParamsOf<E>> &
  Part<'query', QueryOf<E>> &
  Part<'body', BodyOf<E>> & { headers?: Record<string, string> };
type LooseInput = { params?: unknown; query?: unknown; body?: unknown; headers?: Record<string, string> };

export class ProblemError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.title);
    this.name = 'ProblemError';
    this.problem = problem;
  }
  /** no answer came: whether it was done is unknown */
  get unanswered(): boolean {
    return this.problem.code.startsWith('network.') || this.problem.status >= 502;
  }
  /** why one field was refused, by the end of its JSON pointer: '/contact/phone' or 'phone' */
  reasonFor(field: string): string | undefined {
    const end = field.startsWith('/') ? field : `/${field}`;
    return this.problem.errors?.find((error) => `/${error.field}`.replace('//', '/').endsWith(end))?.reason;
  }
}

/** Words for anything that was thrown; never a stack, never "undefined". */
export function wordsOf(error: unknown): string {
  if (error instanceof ProblemError) return error.problem.title;
  return say(currentLang(), 'network.unexpected');
}

const timeoutMs = 20_000;
const waitsMs = [600, 2_000];

/** '/v1/receipts/PN-1/photos/…?limit=5'; for `<img src>` and download links too */
export function addressOf(endpoint: Endpoint, input: Pick<LooseInput, 'params' | 'query'> = {}): string {
  const params = (input.params ?? {}) as Record<string, unknown>;
  const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(
    (input.query ?? {}) as Record<string, string | number | boolean | null | undefined>,
  ))
    if (value !== undefined && value !== null && value !== '') query.set(name, String(value));
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

/** `keep`: the browser may keep the answer and ask whether it still holds (boundaries; never anything of a person). */
type CallOptions = { signal?: AbortSignal; keep?: boolean };

/** Asks the server. Reads are retried by the query cache; writes here, because only the same id makes a second try harmless. */
export async function call<E extends Endpoint>(
  endpoint: E,
  ...[input, options]: Partial<Input<E>> extends Input<E>
    ? [input?: Input<E>, options?: CallOptions]
    : [input: Input<E>, options?: CallOptions]
): Promise<ReplyOf<E>> {
  const response = await send(endpoint, input ?? {}, options?.signal, options?.keep);
  return (await response.json()) as ReplyOf<E>;
}

/** For endpoints that send bytes (a photo behind a receipt's secret, a CSV). */
export async function callForBlob<E extends Endpoint>(
  endpoint: E,
  input: Input<E>,
  options: { signal?: AbortSignal } = {},
): Promise<Blob> {
  const response = await send(endpoint, input, options.signal);
  return response.blob();
}

/** 二次确认: a site that can ask once more who is there says here how; it is given the refusal, and a way to send again. */
let afterRefusal: ((error: unknown, again: () => Promise<Response>) => Promise<Response>) | undefined;
export const onRefusal = (ask: typeof afterRefusal): void => void (afterRefusal = ask);

let worn: string | undefined;
/** Which of her posts a person works in: goes along with everything that is asked, so that what is done is kept with it. */
export const workIn = (postId: string | undefined): void => void (worn = postId);

async function send(...asked: Parameters<typeof sendOnce>): Promise<Response> {
  try {
    return await sendOnce(...asked);
  } catch (error) {
    if (!afterRefusal) throw error;
    return afterRefusal(error, () => sendOnce(...asked));
  }
}

/** What a page's own first line asked for before any of its files had come (vite.config.ts): an answer is used once. */
const ahead = (globalThis as { ahead?: Record<string, Promise<Response>> }).ahead ?? {};
function cameAhead(address: string): Promise<Response> | undefined {
  const answer = ahead[address];
  delete ahead[address];
  return answer;
}

async function sendOnce(endpoint: Endpoint, input: LooseInput, signal?: AbortSignal, keep = false): Promise<Response> {
  const address = addressOf(endpoint, input);
  const body = input.body === undefined ? undefined : JSON.stringify(input.body);
  const mayRepeat = typeof (input.body as { id?: unknown } | undefined)?.id === 'string';
  return persistently(mayRepeat, signal, async () => {
    const limit = AbortSignal.timeout(timeoutMs);
    let response: Response;
    try {
      response = await (cameAhead(address) ??
        fetch(address, {
          method: endpoint.method,
          headers: {
            accept: 'application/json, application/problem+json, */*',
            'accept-language': currentLang(),
            ...(worn ? { [hatHeader]: worn } : {}),
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            ...input.headers,
          },
          body,
          credentials: 'same-origin',
          cache: keep ? 'no-cache' : 'no-store',
          signal: signal ? AbortSignal.any([signal, limit]) : limit,
        }));
    } catch (error) {
      if (signal?.aborted) throw error;
      throw unanswered(limit.aborted ? 'network.timeout' : 'network.unreachable');
    }
    if (!response.ok) throw new ProblemError(await problemFrom(response));
    return response;
  });
}

async function persistently<T>(
  mayRepeat: boolean,
  signal: AbortSignal | undefined,
  once: () => Promise<T>,
): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await once();
    } catch (error) {
      const again = error instanceof ProblemError && (error.unanswered || error.problem.code === 'server.busy');
      const wait = waitsMs[tries];
      if (!mayRepeat || !again || wait === undefined || signal?.aborted) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

export function unanswered(code: 'network.timeout' | 'network.unreachable'): ProblemError {
  return new ProblemError({ type: 'about:blank', title: say(currentLang(), code), status: 0, code });
}

async function problemFrom(response: { status: number; text(): Promise<string> }): Promise<Problem> {
  try {
    const problem = JSON.parse(await response.text()) as Problem;
    if (typeof problem.code === 'string' && typeof problem.title === 'string')
      return { ...problem, title: readInstants(problem.title) };
  } catch {
    // a proxy's HTML page, or half an answer
  }
  const title = say(currentLang(), 'network.bad_answer', { status: response.status });
  return { type: 'about:blank', title, status: response.status, code: 'network.bad_answer' };
}

/** Sends a file with its progress (0…1). The id stands in the path, so a repeated upload is the same upload. */
export function upload<E extends Endpoint>(
  endpoint: E,
  input: Input<E> & { file: Blob; onProgress?: (share: number) => void; signal?: AbortSignal },
): Promise<ReplyOf<E>> {
  const { file, onProgress, signal, headers } = input;
  const once = () =>
    new Promise<ReplyOf<E>>((resolve, reject) => {
      // fetch cannot tell how much of a body has been sent
      const request = new XMLHttpRequest();
      request.open(endpoint.method, addressOf(endpoint, input));
      request.setRequestHeader('accept-language', currentLang());
      request.setRequestHeader('content-type', file.type || 'application/octet-stream');
      for (const [name, value] of Object.entries(headers ?? {})) request.setRequestHeader(name, value);
      request.upload.addEventListener('progress', (event) => {
        if (event.lengthComputable && event.total > 0) onProgress?.(event.loaded / event.total);
      });
      request.addEventListener('error', () => reject(unanswered('network.unreachable')));
      request.addEventListener('timeout', () => reject(unanswered('network.timeout')));
      request.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
      request.addEventListener('load', () => {
        const { status, responseText } = request;
        if (status >= 200 && status < 300) {
          onProgress?.(1);
          resolve(JSON.parse(responseText) as ReplyOf<E>);
        } else {
          void problemFrom({ status, text: async () => responseText }).then((problem) =>
            reject(new ProblemError(problem)),
          );
        }
      });
      request.timeout = timeoutMs * 6;
      signal?.addEventListener('abort', () => request.abort(), { once: true });
      request.send(file);
    });
  return persistently(true, signal, once);
}

/** One cache for a site. Refusals are answers and are not asked again; silence is. */
export const makeQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        networkMode: 'always',
        retry: (failures, error) => failures < 2 && error instanceof ProblemError && error.unanswered,
      },
      mutations: { networkMode: 'always' },
    },
  });

type ReadOptions = { enabled?: boolean; refetchMs?: number; staleMs?: number; keepPrevious?: boolean };
/** How soon something is asked again may depend on what was answered: what is not whole yet sooner, what is not there never (0). */
type RefetchOf<E> = { refetchMs?: number | ((last: ReplyOf<E> | undefined, error: ProblemError | null) => number) };

const asked = <E extends Endpoint>(endpoint: E, lang: Lang, input: Input<E>) => ({
  queryKey: [endpoint.id, lang, input],
  queryFn: async ({ signal }: { signal: AbortSignal }) =>
    (await send(endpoint, input, signal)).json() as Promise<ReplyOf<E>>,
});
/**
 * Asks before anything is drawn what a page will read first: a slow telephone draws while the answer is under way. `early`: it was asked for
 * before the scripts were there; null when nobody answered.
 */
export function readAhead<E extends Endpoint>(
  cache: QueryClient,
  endpoint: E,
  input: Input<E>,
  early?: Promise<Response | null>,
): void {
  const { queryKey, queryFn } = asked(endpoint, currentLang(), input);
  void cache.prefetchQuery({
    queryKey,
    queryFn: async (how) => {
      const answer = await early;
      if (!answer) return queryFn(how);
      if (!answer.ok) throw new ProblemError(await problemFrom(answer));
      return (await answer.json()) as ReplyOf<E>;
    },
  });
}

/** Reads; asked again when the input or the language changes (the server writes sentences too). */
export function useRead<E extends Endpoint>(
  endpoint: E,
  input: Input<E>,
  { refetchMs = 0, ...options }: Omit<ReadOptions, 'refetchMs'> & RefetchOf<E> = {},
) {
  const { lang } = useWords();
  return useQuery<ReplyOf<E>, ProblemError>({
    ...asked(endpoint, lang, input),
    enabled: options.enabled ?? true,
    refetchInterval:
      typeof refetchMs === 'function'
        ? ({ state }) => refetchMs(state.data, state.error)
        : refetchMs > 0
          ? refetchMs
          : false,
    ...(options.staleMs === undefined ? {} : { staleTime: options.staleMs }),
    ...(options.keepPrevious ? { placeholderData: keepPreviousData } : {}),
  });
}

/** A list by keyset pages: `rows` of all pages read so far, `more()` for the next. */
export function usePages<E extends Endpoint>(endpoint: E, input: Input<E>, options: ReadOptions = {}) {
  type Row = ReplyOf<E> extends { rows: (infer R)[] } ? R : never;
  const { lang } = useWords();
  const query = useInfiniteQuery({
    queryKey: [endpoint.id, lang, input, 'pages'],
    queryFn: async ({ pageParam, signal }) => {
      const loose = input as LooseInput;
      const paged = { ...loose, query: { ...(loose.query as object), ...(pageParam ? { after: pageParam } : {}) } };
      return (await send(endpoint, paged, signal)).json() as Promise<{ rows: Row[]; next: string | null }>;
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
    enabled: options.enabled ?? true,
    refetchInterval: options.refetchMs ?? false,
    ...(options.keepPrevious ? { placeholderData: keepPreviousData } : {}),
  });
  return {
    rows: query.data?.pages.flatMap((page) => page.rows) ?? [],
    loading: query.isPending && (options.enabled ?? true),
    loadingMore: query.isFetchingNextPage,
    error: query.error as ProblemError | null,
    hasMore: query.hasNextPage,
    more: () => void query.fetchNextPage(),
    again: () => void query.refetch(),
    /** the same, told when it has been read */
    readAnew: () => query.refetch(),
  };
}

type Unnamed<E> = BodyOf<E> extends { id: string } ? Omit<BodyOf<E>, 'id'> & { id?: string } : BodyOf<E>;
export type WriteInput<E> = Part<'params', ParamsOf<E>> &
  Part<'body', Unnamed<E>> & { headers?: Record<string, string> };

/** Signing in and the like carry no id: the server refuses fields it does not know. */
const isCommand = ({ body }: Endpoint): boolean =>
  Object.hasOwn(
    body && 'properties' in body && typeof body.properties === 'object' ? (body.properties ?? {}) : {},
    'id',
  );

/**
 * Writes. The command's id is made here unless the body brings one, and is kept while nobody knows whether the last try
 * arrived: pressing "send" again after silence repeats the same command; changed content is a new one.
 */
export function useWrite<E extends Endpoint>(
  endpoint: E,
  options: {
    changes?: readonly Endpoint[];
    /** told at once, before lists are read anew: what is asked with `mutate` hears nothing any more when a list took its line away */
    onWritten?: (reply: ReplyOf<E>, input: WriteInput<E>) => void;
  } = {},
) {
  const cache = useQueryClient();
  const pending = useRef<{ content: string; id: string } | null>(null);
  const readAnew = async () => {
    await Promise.all((options.changes ?? []).map((changed) => cache.invalidateQueries({ queryKey: [changed.id] })));
  };
  return useMutation<ReplyOf<E>, ProblemError, WriteInput<E>>({
    mutationFn: async (input) => {
      const loose = input as LooseInput;
      const content = JSON.stringify([loose.params, loose.body]);
      if (pending.current?.content !== content) pending.current = { content, id: uuidv7() };
      const given = loose.body as object | undefined;
      const body = given && isCommand(endpoint) ? { id: pending.current.id, ...given } : given;
      try {
        const response = await send(endpoint, { ...loose, body });
        pending.current = null;
        return (await response.json()) as ReplyOf<E>;
      } catch (error) {
        if (!(error instanceof ProblemError && error.unanswered)) pending.current = null;
        throw error;
      }
    },
    onSuccess: (reply, input) => {
      options.onWritten?.(reply, input);
      return readAnew();
    },
    // somebody was faster: what is shown is old
    onError: (error) =>
      error instanceof ProblemError && error.problem.code === 'thing.stale' ? readAnew() : undefined,
  });
}
