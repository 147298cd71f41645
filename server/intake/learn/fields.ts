/**
 * Which columns of a row are its text: `subject,detail|tokens`. A comma joins fields; `a|b` is a, or b where a is empty, and
 * binds tighter. A null is an empty text.
 */
export type FieldExpression = readonly (readonly string[])[];

/** Undefined when a name is missing, as in `subject,` or `|detail`. */
export function parseFields(expression: string): FieldExpression | undefined {
  const fields = expression.split(',').map((field) => field.split('|').map((name) => name.trim()));
  return fields.flat().includes('') ? undefined : fields;
}

export const expressionOf = (fields: FieldExpression): string => fields.map((names) => names.join('|')).join(',');

/** What is wrong with a row, and where: none of a field's columns stands in it, or a value is no text ("[object Object]" never is). */
export type RowFault = { fault: 'field_missing' | 'not_text'; name: string };

export function fieldsOf(expression: FieldExpression, row: Readonly<Record<string, unknown>>): string[] | RowFault {
  const texts: string[] = [];
  for (const names of expression) {
    if (!names.some((name) => Object.hasOwn(row, name))) return { fault: 'field_missing', name: names.join('|') };
    let found = '';
    for (const name of names) {
      const text = textOf(row, name);
      if (text === undefined) return { fault: 'not_text', name };
      found = text;
      if (found !== '') break;
    }
    texts.push(found);
  }
  return texts;
}

/** Only a row's own columns: `constructor` is a name like any other. Blanks alone are empty, and so is null. */
function textOf(row: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = Object.hasOwn(row, name) ? row[name] : null;
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value.trim() : undefined;
}
