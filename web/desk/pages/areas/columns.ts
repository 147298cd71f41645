/**
 * The names of the columns of a file, read from its beginning only (a boundary file may be 200 MB): the head of a CSV, or the
 * `properties` of the first features of a GeoJSON.
 */
export function columnsOf(beginning: string, fileName: string): string[] {
  const text = beginning.replace(/^\uFEFF/, '');
  if (/\.csv$/i.test(fileName)) {
    const head = text.slice(0, text.search(/\r?\n|$/));
    return head
      .split(',')
      .map((name) => name.trim().replace(/^"|"$/g, ''))
      .filter((name) => name !== '');
  }
  const found = new Set<string>();
  for (const match of text.matchAll(/"properties"\s*:\s*(\{[^{}]*\})/g)) {
    try {
      for (const name of Object.keys(JSON.parse(match[1]!) as object)) found.add(name);
    } catch {
      // cut off in the middle, or values with braces: the other features tell the same
    }
    if (found.size > 200) break;
  }
  return [...found];
}
