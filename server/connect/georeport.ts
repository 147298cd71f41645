/**
 * The tongue of Open311 around our own `serve`: forms and XML in, XML or JSON out as the end of the address says, refusals as the
 * standard has them. Shapes, transaction, idempotency and problems stay those of the house.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Format } from '#contract/connect.ts';
import type { Problem } from '#contract/problems.ts';
import { deny } from '#kit/refusal.ts';
import { readXml, writeXml, type Element } from './xml.ts';

/** The element around the answer of an endpoint. */
const roots: Readonly<Record<string, string>> = {
  'connect.discovery': 'discovery',
  'connect.services': 'services',
  'connect.service': 'service_definition',
  'connect.requests': 'service_requests',
  'connect.request': 'service_requests',
  'connect.sendRequest': 'service_requests',
  'connect.token': 'service_requests',
  'connect.updates': 'service_request_updates',
  'connect.sendUpdate': 'service_request_updates',
};

export function speakGeoReport(app: FastifyInstance, routes: (inner: FastifyInstance) => void): PromiseLike<unknown> {
  return app.register(async (inner) => {
    inner.removeAllContentTypeParsers();
    inner.addContentTypeParser('application/json', { parseAs: 'string' }, inner.getDefaultJsonParser('error', 'error'));
    inner.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string' },
      async (_request: FastifyRequest, body: string) => fieldsOfForm(body),
    );
    inner.addContentTypeParser(
      ['text/xml', 'application/xml'],
      { parseAs: 'buffer' },
      async (_request: FastifyRequest, body: Buffer) => fieldsOfXml(readXml(body)),
    );
    inner.addHook('onRequest', async (request, reply) => {
      void reply.header('cache-control', 'no-store');
      // What everybody may read, a page of another site may read too; never with the reader's cookie (`*` forbids that).
      if (request.method === 'GET') void reply.header('access-control-allow-origin', '*');
      // A parameter may be given several times, and an empty one is the same as none.
      const given = Object.entries(request.query as Record<string, string | string[]>);
      request.query = withoutEmpty(
        given.map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]),
      );
    });
    inner.addHook('preValidation', async (request) => {
      if (typeof request.body === 'object' && request.body !== null && !Array.isArray(request.body))
        request.body = withoutEmpty(Object.entries(request.body));
    });
    inner.addHook('preSerialization', async (request, reply, payload) => speak(request, reply, payload));
    routes(inner);
    inner.all('/open311/*', async () => deny('request.not_found'));
  });
}

const formatOf = (request: FastifyRequest): Format =>
  request.url.split('?', 1)[0]!.endsWith('.json') ? 'json' : 'xml';

function speak(request: FastifyRequest, reply: FastifyReply, payload: unknown): unknown {
  const { endpointId = '' } = request.routeOptions.config as { endpointId?: string };
  const refused = String(reply.getHeader('content-type') ?? '').startsWith('application/problem+json');
  const answer = refused ? errorsOf(payload as Problem) : payload;
  if (refused) void reply.status(statusOf((payload as Problem).status));
  const format = formatOf(request);
  // Checkers of discovery compare its type letter by letter, without a charset.
  const charset = endpointId === 'connect.discovery' && !refused ? '' : '; charset=utf-8';
  void reply.type(`${format === 'json' ? 'application/json' : 'text/xml'}${charset}`);
  if (format === 'xml') void reply.serializer(() => writeXml(refused ? 'errors' : roots[endpointId]!, answer));
  return answer;
}

/** 404 for what does not exist, 403 for a key, 400 for everything else that cannot be done; waiting and our own faults as they are. */
function statusOf(status: number): number {
  if (status === 401) return 403;
  return [403, 404, 429].includes(status) || status >= 500 ? status : 400;
}

/** One error for each wrong field, else one; the name in brackets is stable, the sentence before it is for people. */
function errorsOf(problem: Problem): { code: number; description: string }[] {
  const code = statusOf(problem.status);
  const sentences = problem.errors?.map(({ field, reason }) => `${field.replace(/^\//, '')} ${reason}`) ?? [
    problem.title,
  ];
  return sentences.map((sentence) => ({ code, description: `${sentence} [${problem.code}]` }));
}

// ── What was sent ──────────────────────────────────────────────────────────────────────────────────────────────────────

type Fields = Record<string, unknown> & { attribute?: Record<string, unknown> };
const noFields = (): Fields => Object.create(null) as Fields;

/** attribute[code]=value, and attribute[code][]=value as often as there are values. */
export function fieldsOfForm(text: string): Fields {
  const fields = noFields();
  for (const [name, value] of new URLSearchParams(text)) {
    const [, code, list] = /^attribute\[([^\]]+)\](\[\])?$/.exec(name) ?? [];
    if (name === 'attribute') continue; // without a code it answers nothing
    if (code === undefined) fields[name] = value;
    else addAttribute(fields, code, value, list !== undefined);
  }
  return fields;
}

/** <request>, alone or in <service_requests>; an <attribute> has a <code> and a <value>, as in the definition of a service. */
export function fieldsOfXml(root: Element): Fields {
  const wrapped = /^service_request(s|_updates)$/.test(root.name);
  const [inner, second] = wrapped ? root.children : [root];
  if (!inner || second || !/^(request|request_update)$/.test(inner.name))
    return deny('xml.broken', { reason: 'one <request> or <request_update> is expected' });
  const fields = noFields();
  for (const child of inner.children) {
    const attributes = child.name === 'attributes' ? child.children : child.name === 'attribute' ? [child] : undefined;
    if (!attributes) fields[child.name] = child.text;
    for (const { children } of attributes ?? []) {
      const of = (name: string) => children.filter((part) => part.name === name).map(({ text }) => text);
      const [code] = of('code');
      for (const value of of('value')) if (code?.trim()) addAttribute(fields, code.trim(), value, true);
    }
  }
  return fields;
}

function addAttribute(fields: Fields, code: string, value: string, list: boolean): void {
  const attributes = (fields.attribute ??= noFields());
  const before = attributes[code];
  attributes[code] = list ? [...(Array.isArray(before) ? before : []), value] : value;
}

/** Empty is not given. Line ends are ours; other control characters are nothing a person wrote. */
function withoutEmpty(given: [string, unknown][]): Record<string, unknown> {
  const kept = noFields();
  for (const [name, value] of given) {
    const plain = typeof value === 'string' ? value.replaceAll('\r\n', '\n').replace(control, '') : value;
    if (plain !== null && plain !== undefined && plain !== '') kept[name] = plain;
  }
  return kept;
}
// oxlint-disable-next-line no-control-regex
const control = /[\u0000-\u0008\u000b-\u001f\u007f]/g;
