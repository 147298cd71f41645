/**
 * Trusted Types: the server's policy (server/kit/web.ts) forbids to make markup or an address of a script out of a text, wherever that
 * is tried. Two exceptions are named there, and made here: each lets through what it needs and nothing else.
 */
type Policy = { createScriptURL(address: string): unknown };
type Rules = { createHTML?(text: string): string | null; createScriptURL(address: string): string | null };
type Types = { createPolicy(name: 'default' | 'field-worker', rules: Rules): Policy };
/** Not every browser knows them yet; one that does not asks for nothing. */
const types = (): Types | undefined => (globalThis as { trustedTypes?: Types }).trustedTypes;

/**
 * What the map's library does by itself, with texts, is asked of this one: it starts its worker (`worker`), and reads the words under
 * the map as markup. A text without a `<` holds no element, whatever else stands in it.
 */
export function trustTheMap(worker: string): void {
  types()?.createPolicy('default', {
    createHTML: (text) => (text.includes('<') ? null : text),
    createScriptURL: (address) =>
      address === new URL(worker, location.href).href || address === worker ? address : null,
  });
}

/** The address of the app's own worker, and of no other. */
export function trustedWorker(address: '/field-worker.js'): string {
  const policy = types()?.createPolicy('field-worker', {
    createScriptURL: (asked) => (asked === '/field-worker.js' ? asked : null),
  });
  return (policy?.createScriptURL(address) ?? address) as string;
}
