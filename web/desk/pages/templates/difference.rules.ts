/** What one version of a process says otherwise than another, place by place (JSON pointers, as the server tells problems). Pure. */
import { moveNames, openStates } from '#contract/cases.ts';
import type { Template } from '#contract/templates.ts';

export type Difference = { where: string; before: unknown; after: unknown };

/** Parts that are compared whole: nobody reads "/extensions/matrix/1/by/0". */
function parts(template: Template): Map<string, unknown> {
  const { title, about, steps, stages, moves, ...rest } = template;
  const told = new Map<string, unknown>([
    ['/title', title],
    ['/about', about],
    ['/steps', steps],
  ]);
  for (const state of openStates)
    for (const name of ['label', 'limit'] as const) told.set(`/stages/${state}/${name}`, stages[state]?.[name]);
  for (const move of moveNames)
    for (const name of ['off', 'by', 'automatic', 'checklist', 'label'] as const)
      told.set(
        `/moves/${move}/${name}`,
        moves[move]?.[name] ?? (name === 'off' || name === 'automatic' ? false : undefined),
      );
  for (const [group, values] of Object.entries(rest))
    for (const [name, value] of Object.entries(values)) told.set(`/${group}/${name}`, value);
  return told;
}

/** Absent and empty are the same to a reader, and so is the order in which a database keeps the names of an object. */
const canon = (value: unknown): string =>
  value === undefined || value === null || (Array.isArray(value) && value.length === 0)
    ? ''
    : JSON.stringify(value, (_, one: unknown) =>
        one !== null && typeof one === 'object' && !Array.isArray(one)
          ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
          : one,
      );

export function differences(before: Template, after: Template): Difference[] {
  const [old, now] = [parts(before), parts(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((where) => {
    const [was, is] = [old.get(where), now.get(where)];
    return canon(was) === canon(is) ? [] : [{ where, before: was, after: is }];
  });
}

/** An entry that says nothing is left out, so that "as the house has it" stays as the house has it. */
export function without<T extends object>(of: T): T | undefined {
  const said = Object.entries(of).filter(
    ([, value]) => value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0),
  );
  return said.length > 0 ? (Object.fromEntries(said) as T) : undefined;
}
