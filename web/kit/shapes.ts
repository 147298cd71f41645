/**
 * Stands in for `typebox` in the browser build (vite.config.ts). A page calls endpoints and never validates, so the shapes are
 * only carried along: their types remain, their 40 kB of machinery stay on the server. What contract files read back from a
 * shape while they load (`properties`, `static` parts) is kept.
 */
const shape = (kind: string) => (first?: unknown) =>
  kind === 'Object' ? { properties: first ?? {} } : kind === 'Array' ? { items: first } : {};

const Type: Record<string, unknown> = new Proxy(
  {},
  {
    get: (known: Record<string, unknown>, kind) => (known[String(kind)] ??= shape(String(kind))),
  },
);
export default Type;
