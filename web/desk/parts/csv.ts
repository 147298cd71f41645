/**
 * CSV for people who open it in a spreadsheet: UTF-8 with a BOM, CRLF, and no cell that a spreadsheet would run as a formula
 * (OWASP: a leading `=`, `+`, `-`, `@`, also as wide as a Chinese character, tab, return or NUL gets an apostrophe; plain numbers
 * stay numbers).
 */
export type Cell = string | number | boolean | null | undefined;

function cell(value: Cell): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const plainNumber = /^[+-]?\d+(\.\d+)?$/.test(value);
  const neutral = !plainNumber && /^[\s\0]*[=+\-@＝＋－＠]|^[\t\r\n\0]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(neutral) ? `"${neutral.replaceAll('"', '""')}"` : neutral;
}

export const csv = (head: string[], rows: Cell[][]): string =>
  `\uFEFF${[head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;

/** Hands a text to the browser as a file. */
export function saveFile(name: string, content: string, type = 'text/csv;charset=utf-8'): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
