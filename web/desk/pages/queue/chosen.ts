/** What an address names, in the order of the table; a name nobody knows means nothing, and nothing means the usual. */
export function chosenFrom<T extends { name: string }>(
  all: readonly T[],
  usual: readonly string[],
  named: string | null,
): T[] {
  const names = named?.split('.') ?? usual;
  const chosen = all.filter(({ name }) => names.includes(name));
  return chosen.length > 0 ? chosen : all.filter(({ name }) => usual.includes(name));
}
