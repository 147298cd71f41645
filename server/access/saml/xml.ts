/**
 * What somebody signed, read strictly: elements with their namespaces, attributes and text. No DOCTYPE (so nothing to expand or to fetch), no
 * comments (so no name that is cut in two by one), no processing instructions, and no more of anything than a sign-in needs.
 */
import { SaxesParser } from 'saxes';

export type Element = {
  name: string;
  space: string;
  attributes: Readonly<Record<string, string>>;
  text: string;
  children: Element[];
  /** where it stands in the text, and which prefixes mean what there */
  from: number;
  to: number;
  prefixes: Readonly<Record<string, string>>;
};

const most = { depth: 12, elements: 1_000, attributes: 16 };

export function readXml(text: string): Element {
  const parser = new SaxesParser({ xmlns: true });
  const open: Element[] = [];
  let root: Element | undefined;
  let elements = 0;
  let from = 0;
  const refused = (what: string): never => {
    throw new Error(what);
  };
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('doctype', () => refused('a DOCTYPE'));
  parser.on('comment', () => refused('a comment'));
  parser.on('processinginstruction', () => refused('a processing instruction'));
  parser.on('xmldecl', ({ version, encoding }) => {
    if (version !== '1.0' || (encoding ?? 'utf-8').toLowerCase() !== 'utf-8') refused('another XML than 1.0 in UTF-8');
  });
  // No attribute holds a bare "<", so the last one is the tag's own.
  parser.on('opentagstart', () => void (from = text.lastIndexOf('<', parser.position - 1)));
  let given = 0;
  parser.on('attribute', () => {
    if (++given > most.attributes) refused('too many attributes');
  });
  parser.on('opentag', ({ local, uri, attributes, ns }) => {
    if (open.length >= most.depth || ++elements > most.elements) refused('too deep, or too many elements');
    given = 0;
    const element: Element = {
      name: local,
      space: uri,
      // Names in a namespace of their own (xsi:type) say nothing here.
      attributes: Object.assign(
        Object.create(null),
        Object.fromEntries(
          Object.values(attributes)
            .filter(({ prefix }) => prefix === '')
            .map((one) => [one.local, one.value]),
        ),
      ),
      text: '',
      children: [],
      from,
      to: from,
      prefixes: { ...open.at(-1)?.prefixes, ...ns },
    };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on('closetag', () => void (open.pop()!.to = parser.position));
  const add = (piece: string): void => {
    const inner = open.at(-1);
    if (inner) inner.text += piece;
  };
  parser.on('text', add);
  parser.on('cdata', add);
  parser.write(text).close();
  return root ?? refused('nothing');
}

/** An element and all that stands in it. */
export const within = (element: Element): Element[] => [element, ...element.children.flatMap(within)];

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
