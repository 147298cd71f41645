/**
 * XML in and out. What comes in is checked for being well-formed and is never more than elements and text: a DOCTYPE is refused
 * before anything in it could be expanded or fetched (XXE, "billion laughs"). What goes out is the JSON answer by the mapping
 * the standard names ("Spark"): a list is an element whose children bear the singular.
 */
import { SaxesParser } from 'saxes';
import { deny } from '#kit/refusal.ts';

export type Element = { name: string; text: string; children: Element[] };

/** Forms of a few dozen fields; what is deeper or larger is not one. */
const most = { depth: 8, elements: 1_000 };

export function readXml(bytes: Uint8Array): Element {
  const text = utf8(bytes);
  const parser = new SaxesParser({ xmlns: false });
  const open: Element[] = [];
  let root: Element | undefined;
  let elements = 0;
  const broken = (reason: string): never => deny('xml.broken', { reason });
  parser.on('doctype', () => deny('xml.entities'));
  parser.on('error', (error) => {
    if (/entity/.test(error.message)) deny('xml.entities');
    broken(error.message);
  });
  parser.on('opentag', ({ name }) => {
    const element: Element = { name, text: '', children: [] };
    if (open.length >= most.depth) broken(`more than ${most.depth} levels`);
    if (++elements > most.elements) broken(`more than ${most.elements} elements`);
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on('closetag', () => void open.pop());
  const add = (piece: string) => {
    const inner = open.at(-1);
    if (inner) inner.text += piece;
  };
  parser.on('text', add);
  parser.on('cdata', add);
  parser.write(text).close();
  return root ?? broken('empty');
}

function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return deny('xml.broken', { reason: 'not UTF-8' });
  }
}

/** What the children of a list are called. */
const singular: Record<string, string> = {
  services: 'service',
  service_requests: 'request',
  service_request_updates: 'request_update',
  attributes: 'attribute',
  values: 'value',
  endpoints: 'endpoint',
  formats: 'format',
  errors: 'error',
};

export const writeXml = (root: string, answer: unknown): string =>
  `<?xml version="1.0" encoding="utf-8"?>\n${element(root, answer)}\n`;

function element(name: string, value: unknown): string {
  if (value === undefined) return '';
  if (value === null || value === '') return `<${name}/>`;
  return `<${name}>${content(name, value)}</${name}>`;
}

function content(name: string, value: string | number | boolean | object): string {
  if (Array.isArray(value)) return value.map((item) => element(singular[name]!, item)).join('');
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([key, inner]) => element(key, inner))
      .join('');
  return escaped(String(value));
}

/** Characters XML 1.0 cannot hold at all are replaced: a control character in a report must not break a whole list. */
export const escaped = (text: string): string =>
  text
    .toWellFormed()
    // oxlint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
