/**
 * CSV for people who open it in a spreadsheet: UTF-8 with a BOM, CRLF, and no cell that a spreadsheet would run as a formula
 * (OWASP: a leading `=`, `+`, `-`, `@`, also as wide as a Chinese character, tab, return or NUL gets an apostrophe; plain numbers
 * stay numbers). One way of writing, whether the browser makes the file or the server.
 */
export type Cell = string | number | boolean | null | undefined;

function cell(value: Cell): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const plainNumber = /^[+-]?\d+(\.\d+)?$/.test(value);
  const neutral = !plainNumber && /^[\s\0]*[=+\-@＝＋－＠]|^[\t\r\n\0]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(neutral) ? `"${neutral.replaceAll('"', '""')}"` : neutral;
}

/** What the file begins with: a spreadsheet reads the characters by it. */
export const csvStart = '\uFEFF';
export const csvLines = (rows: readonly (readonly Cell[])[]): string =>
  rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
export const csv = (head: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  csvStart + csvLines([head, ...rows]);
