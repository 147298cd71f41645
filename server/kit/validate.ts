/**
 * Checks what came in against its declared shape and says what is wrong with each field in the reader's language. Unknown
 * fields are refused, not dropped: a client that misspells a field should hear about it, and nobody assigns what is not offered.
 */
import { Compile } from 'typebox/compile';
import type { TSchema } from 'typebox';
import { said } from '#contract/endpoint.ts';
import { isWordKey, say, type Lang } from '#contract/words/words.ts';
import type { RowError } from './refusal.ts';

type JsonSchema = Record<string, any>;
export type Check = (value: unknown, lang: Lang) => { value: unknown; errors: RowError[] };

export function checker(schema: TSchema, options: { fromText?: boolean } = {}): Check {
  const closed = close(schema);
  const variants = new Map<unknown, ReturnType<typeof Compile>>();
  const compiled = Compile(closed as TSchema);
  return (given, lang) => {
    const value = options.fromText ? fromText(closed, given) : given;
    if (compiled.Check(value)) {
      const field = unstorable(value, '', 0);
      return {
        value,
        errors: field === undefined ? [] : [{ field: field || '/', reason: say(lang, 'field.characters') }],
      };
    }
    const errors = explain(closed, value, '', lang, variants);
    return {
      value,
      errors:
        errors.length > 0
          ? errors.slice(0, 50)
          : [{ field: '/', reason: say(lang, 'field.type', { expected: 'object' }) }],
    };
  };
}

/** Nobody declares shapes deeper than this; where a shape leaves a field open, it ends here. */
const deepest = 64;

/** Where a text stands that PostgreSQL cannot hold: a zero character, or half of a character of two halves. Or what has no end. */
function unstorable(value: unknown, path: string, depth: number): string | undefined {
  if (typeof value === 'string') return value.includes('\0') || !value.isWellFormed() ? path : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth > deepest) return path.slice(0, 80);
  for (const [name, inner] of Object.entries(value)) {
    const found = unstorable(name, `${path}/…`, depth) ?? unstorable(inner, `${path}/${name}`, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What a column of the type integer holds; a field that holds more declares it. */
const widest = 2 ** 31 - 1;

/** Every object of a request is closed, at every depth, and every whole number fits where it is kept. */
function close(schema: JsonSchema): JsonSchema {
  if (Array.isArray(schema)) return schema.map(close);
  if (typeof schema !== 'object' || schema === null) return schema;
  const out: JsonSchema = {};
  for (const key of Reflect.ownKeys(schema) as string[]) {
    const value = schema[key];
    if (key === 'properties')
      out[key] = Object.fromEntries(Object.entries(value as JsonSchema).map(([name, inner]) => [name, close(inner)]));
    else if (key === 'items' || key === 'anyOf' || key === 'allOf' || key === 'oneOf') out[key] = close(value);
    else Object.defineProperty(out, key, Object.getOwnPropertyDescriptor(schema, key)!);
  }
  if (schema['type'] === 'object' && schema['properties'] && schema['additionalProperties'] === undefined)
    out['additionalProperties'] = false;
  if (schema['type'] === 'integer') {
    out['minimum'] ??= -widest;
    out['maximum'] ??= widest;
  }
  return out;
}

/** Query strings and path parameters are text; their declared type says what they mean. */
function fromText(schema: JsonSchema, given: unknown): unknown {
  if (typeof given !== 'object' || given === null) return given;
  const out: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    const type = schema['properties']?.[name]?.type as string | undefined;
    if (typeof value !== 'string') out[name] = value;
    else if ((type === 'integer' || type === 'number') && /^-?\d+(\.\d+)?(e-?\d+)?$/i.test(value))
      out[name] = Number(value);
    else if (type === 'boolean' && (value === 'true' || value === 'false')) out[name] = value === 'true';
    else if (value !== '' || type === 'string') out[name] = value;
  }
  return out;
}

function explain(
  schema: JsonSchema,
  value: unknown,
  path: string,
  lang: Lang,
  variants: Map<unknown, ReturnType<typeof Compile>>,
): RowError[] {
  const at = path || '/';
  const wrong = (key: string, params: Record<string, string | number> = {}): RowError[] => {
    const word = `field.${key}`;
    return [{ field: at, reason: isWordKey(word) ? say(lang, word, params) : key }];
  };
  if (schema['anyOf']) {
    const options = schema['anyOf'] as JsonSchema[];
    // A union told apart by a literal field: complain about the chosen variant, not about all of them.
    for (const [name, inner] of Object.entries((options[0]?.['properties'] ?? {}) as JsonSchema)) {
      if (inner.const === undefined) continue;
      const chosen = options.find(
        (option) => option['properties']?.[name]?.const === (value as JsonSchema | null)?.[name],
      );
      if (chosen) return explain(chosen, value, path, lang, variants);
      return [
        {
          field: `${path}/${name}`,
          reason: say(lang, 'field.enum', {
            allowed: options.map((option) => option['properties']?.[name]?.const).join(', '),
          }),
        },
      ];
    }
    const fitting = options.find((option) => option['type'] !== 'null' && sameType(option, value));
    if (fitting) return explain(fitting, value, path, lang, variants);
    return wrong('type', { expected: options.map((option) => option['type']).join(' | ') });
  }
  if (schema['enum'] && !(schema['enum'] as unknown[]).includes(value))
    return wrong('enum', { allowed: (schema['enum'] as unknown[]).join(', ') });
  if (schema['const'] !== undefined && schema['const'] !== value)
    return wrong('enum', { allowed: String(schema['const']) });
  if (schema['type'] && !sameType(schema, value)) return wrong('type', { expected: String(schema['type']) });
  if (schema['type'] === 'object') {
    const properties = (schema['properties'] ?? {}) as JsonSchema;
    const object = value as Record<string, unknown>;
    const errors: RowError[] = [];
    for (const name of (schema['required'] ?? []) as string[]) {
      if (object[name] === undefined) errors.push({ field: `${path}/${name}`, reason: say(lang, 'field.required') });
    }
    for (const [name, inner] of Object.entries(object)) {
      if (Object.hasOwn(properties, name)) {
        if (inner !== undefined) errors.push(...explain(properties[name], inner, `${path}/${name}`, lang, variants));
      } else if (schema['additionalProperties'] === false)
        errors.push({ field: `${path}/${name}`, reason: say(lang, 'field.unknown') });
    }
    return errors;
  }
  if (schema['type'] === 'array') {
    const list = value as unknown[];
    if (schema['minItems'] !== undefined && list.length < schema['minItems'])
      return wrong('min_items', { n: schema['minItems'] });
    if (schema['maxItems'] !== undefined && list.length > schema['maxItems'])
      return wrong('max_items', { n: schema['maxItems'] });
    return list
      .slice(0, 1_000)
      .flatMap((item, i) => explain(schema['items'] ?? {}, item, `${path}/${i}`, lang, variants));
  }
  if (Object.keys(schema).length > 0) {
    let compiled = variants.get(schema);
    if (!compiled) variants.set(schema, (compiled = Compile(schema as TSchema)));
    if (compiled.Check(value)) return [];
    if (typeof value === 'string') {
      if (schema['minLength'] !== undefined && [...value].length < schema['minLength'])
        return wrong(schema['minLength'] === 1 ? 'required' : 'min_length', { n: schema['minLength'] });
      if (schema['maxLength'] !== undefined && [...value].length > schema['maxLength'])
        return wrong('max_length', { n: schema['maxLength'] });
      if (schema['pattern'] === said && !/\S/.test(value)) return wrong('required', {});
      if (schema['format']) return wrong('format', { format: schema['format'] });
      return wrong('pattern', { pattern: schema['pattern'] ?? '' });
    }
    return wrong('range', { min: schema['minimum'] ?? '−∞', max: schema['maximum'] ?? '∞' });
  }
  return [];
}

function sameType(schema: JsonSchema, value: unknown): boolean {
  switch (schema['type']) {
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'array':
      return Array.isArray(value);
    case 'string':
      return typeof value === 'string';
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'null':
      return value === null;
    default:
      return true;
  }
}
