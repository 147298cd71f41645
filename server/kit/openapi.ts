/** The OpenAPI 3.1 document, collected from what is served; TypeBox shapes are JSON Schema already. */
import type { AnyEndpoint } from './serve.ts';
import { Problem } from '#contract/problems.ts';

type Json = Record<string, any>;

export function openApi(endpoints: readonly AnyEndpoint[]): Json {
  const components: Json = {};
  const paths: Json = {};
  for (const endpoint of [...endpoints].sort(
    (a, b) => a.path.localeCompare(b.path) || a.method.localeCompare(b.method),
  )) {
    const path = endpoint.path.replace(/:(\w+)/g, '{$1}');
    const parameters = [
      ...parametersIn('path', endpoint.params, components),
      ...parametersIn('query', endpoint.query, components),
    ];
    if (path.startsWith('/v1/receipts/'))
      parameters.push({ name: 'gridloop-receipt', in: 'header', required: true, schema: { type: 'string' } });
    (paths[path] ??= {})[endpoint.method.toLowerCase()] = {
      operationId: endpoint.id,
      summary: endpoint.summary,
      tags: [endpoint.id.split('.')[0]],
      ...(endpoint.access === 'public'
        ? { security: [] }
        : endpoint.access === 'device'
          ? { security: [{ device: [] }] }
          : {}),
      ...(parameters.length > 0 ? { parameters } : {}),
      ...(endpoint.body
        ? {
            requestBody: {
              required: true,
              content: inForms(endpoint.foreign?.sent, refer(endpoint.body, components)),
            },
          }
        : {}),
      ...(endpoint.upload
        ? {
            requestBody: {
              required: true,
              content: Object.fromEntries(
                endpoint.upload.types.map((type) => [type, { schema: { type: 'string', format: 'binary' } }]),
              ),
            },
          }
        : {}),
      responses: {
        [endpoint.landing ? 303 : 200]: {
          description: endpoint.landing ? 'Sent on to a page' : 'OK',
          content: endpoint.download
            ? { [endpoint.download]: { schema: { type: 'string', format: 'binary' } } }
            : inForms(endpoint.foreign?.answered, refer(endpoint.reply, components)),
        },
        default: {
          description: endpoint.problems?.length ? `Problem: ${endpoint.problems.join(', ')}` : 'Problem',
          content: endpoint.foreign
            ? inForms(endpoint.foreign.answered, refer(endpoint.foreign.problem, components))
            : { 'application/problem+json': { schema: refer(Problem, components) } },
        },
      },
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Gridloop',
      version: '1',
      description:
        'Every write carries a client-made `id` (UUID) and may be sent twice; refusals are RFC 9457 problems with a stable `code`.',
    },
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(components).sort(([a], [b]) => a.localeCompare(b))),
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'gridloop_session' },
        device: { type: 'http', scheme: 'bearer' },
      },
    },
    security: [{ session: [] }],
  };
}

/** JSON, and the other forms in which the same shape travels at a door of another standard. */
const inForms = (others: string[] | undefined, schema: Json): Json =>
  Object.fromEntries(['application/json', ...(others ?? [])].map((type) => [type, { schema }]));

function parametersIn(where: 'path' | 'query', schema: Json | undefined, components: Json): Json[] {
  return Object.entries((schema?.['properties'] ?? {}) as Json).map(([name, inner]) => ({
    name,
    in: where,
    required: where === 'path' || (schema!['required'] ?? []).includes(name),
    schema: refer(inner, components),
  }));
}

/** Shapes with a `$id` become components; the rest stands in place. */
function refer(schema: Json, components: Json): Json {
  if (Array.isArray(schema)) return schema.map((inner) => refer(inner, components));
  if (typeof schema !== 'object' || schema === null) return schema;
  const id = schema['$id'] as string | undefined;
  if (id && components[id]) return { $ref: `#/components/schemas/${id}` };
  if (id) components[id] = {}; // stands in for itself while it is being read
  const plain: Json = {};
  for (const [key, value] of Object.entries(schema))
    if (key !== '$id') plain[key] = typeof value === 'object' && value !== null ? refer(value, components) : value;
  if (!id) return plain;
  components[id] = plain;
  return { $ref: `#/components/schemas/${id}` };
}
