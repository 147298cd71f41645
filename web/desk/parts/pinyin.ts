/** Names found by the initials of their sounds: `ljbl` finds 垃圾暴露. */
import { initialsOf } from '#contract/initials.ts';

/** `bllj` also finds 暴露生活垃圾 (blshlj): letters may be left out, but three at least must be there, in their order. */
function inOrder(typed: string, initials: string): boolean {
  let at = 0;
  for (const letter of initials) if (letter === typed[at]) at++;
  return typed.length >= 3 && at === typed.length;
}

const sounds = (typed: string, initials: string): boolean => initials.includes(typed) || inOrder(typed, initials);

/** Does a name, a code or the initials of the name contain what was typed? */
export function soundsLike(typed: string, ...names: string[]): boolean {
  const needle = typed.trim().toLowerCase();
  if (needle === '') return true;
  return names.some(
    (name) => name.toLowerCase().includes(needle) || (/^[a-z0-9]+$/.test(needle) && sounds(needle, initialsOf(name))),
  );
}
