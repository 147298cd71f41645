/** 怎么说: what is asked of a caller, in the order of the form, and which of it the form knows already. Pure. */
import type { reportKinds } from '#contract/cases.ts';
import type { namings } from '#contract/intake.ts';

export const asked = ['what', 'kind', 'where', 'who'] as const;
export type Asked = (typeof asked)[number];
type Known = {
  kind: (typeof reportKinds)[number];
  naming: (typeof namings)[number];
  title: string;
  detail: string;
  name: string;
  phone: string;
  where: { text: string; point: unknown };
};

/** What the form has an answer to. Whether what belongs to its kind was asked, only whoever speaks knows. */
export function answered(form: Known, callerShown: boolean): Set<Asked> {
  const known = new Set<Asked>();
  if (form.detail.trim() || form.title.trim()) known.add('what');
  if (form.where.text.trim() || form.where.point !== null) known.add('where');
  // Whoever does not want to be named is asked for nothing.
  if (form.naming === 'anonymous' || (form.name.trim() && (form.phone.trim() || callerShown))) known.add('who');
  return known;
}
