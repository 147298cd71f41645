/** Signing in, as rules: who is slowed down and for how long, what a password must be, how long a session lives. Pure. */
import type { PasswordProfile, Post } from '#contract/access.ts';
import { longestShiftHours } from '#contract/patrol.ts';
import type { Actor } from '#kit/caller.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** After so many quiet hours, or so long after it began whatever happens, a session is over (reliability ID-07). */
export const idleHours = 8;
export const absoluteMs = 24 * HOUR;
/**
 * A worker out of doors signs in once a shift: ten hours without network are not ten hours away from the telephone, and a password typed
 * in the rain is a short one. So on the phone on which her day is kept, a session rests as long as a shift may last, within the same
 * absolute limit, if she is nothing but a worker out of doors: whoever may do more from a desk is out after eight hours. 等保三级 asks
 * that an idle session ends (GB/T 22239-2019 8.1.4.1 b): there it stays at eight hours for everybody, and the phone keeps what is unsent.
 */
const outdoorPosts: readonly Post[] = ['keeper', 'checker', 'correspondent'];
export const idleOnPhone = (profile: PasswordProfile, posts: readonly Post[]): number =>
  profile !== 'mlps3' && posts.length > 0 && posts.every((post) => outdoorPosts.includes(post))
    ? longestShiftHours
    : idleHours;
/** A session that still waits for its second factor lives only as long as it takes to find the telephone. */
export const halfOpenMs = 15 * MINUTE;

/**
 * Failures that cost nothing: of one login from one source, of a source over all logins, of an account's code from one source and from all of
 * them (six digits would not stand up to a thousand sources), of its old password.
 */
export const freeTries = { login: 5, source: 60, code: 5, codeAnywhere: 20, password: 5 } as const;
const longestWaitMs = 15 * MINUTE;
/** Failures are forgotten after a day without a new one. */
export const triesForgottenMs = 24 * HOUR;

/**
 * How long this door stays shut: 1 s after the last free failure, doubling with every further one, at most 15 minutes; or as long as
 * the district's rule says, at once. It is shut for one login *from one source*, so that a stranger who guesses cannot keep the owner
 * out (reliability ID-04).
 */
export function waitMs(
  tries: { failed: number; lastAt: Date } | undefined,
  free: number,
  now: Date,
  lockMs: number | null = null,
): number {
  if (!tries || tries.failed < free) return 0;
  const since = now.getTime() - tries.lastAt.getTime();
  if (since >= triesForgottenMs) return 0;
  const wait = lockMs ?? Math.min(longestWaitMs, 1000 * 2 ** (tries.failed - free));
  return Math.max(0, wait - since);
}

/** What the right password opens: everything in demo mode, else a half-open session. */
export const stageAfterPassword = (secondFactorNeeded: boolean, hasSecondFactor: boolean): Actor['stage'] =>
  !secondFactorNeeded ? 'full' : hasSecondFactor ? 'second_factor' : 'enrol';

/** What the second factor opens. */
export const stageAfterCode = (passwordDue: boolean): Actor['stage'] => (passwordDue ? 'renew' : 'full');

/** Also a session made in demo mode is only half open once the server runs in earnest. */
export const stageNow = (
  stored: Actor['stage'],
  secondFactorNeeded: boolean,
  hasSecondFactor: boolean,
): Actor['stage'] => (stored === 'full' && secondFactorNeeded && !hasSecondFactor ? 'enrol' : stored);

/** What is typed first by those who guess, among what is long enough; compared without case and punctuation. */
const common = new Set(
  [
    'password1234 password12345 passwordpassword mypassword123 changeme1234 letmein123456 iloveyou1234 welcome12345',
    'administrator administrator1 admin1234567 adminadmin123 root12345678 test12345678 qwertyuiop12 qwertyuiop123',
    'qwerty123456 qwertyuiopas asdfghjkl123 zxcvbnm12345 1q2w3e4r5t6y 1qaz2wsx3edc qazwsxedcrfv abcd12345678',
    'abc123456789 abcdefghijkl a12345678901 aa1234567890 123456789012 1234567890ab 012345678901 123123123123',
    '112233445566 123456123456 987654321098 woaini123456 woaini1314520 woaini5201314 wodemima1234 zhongguo1234',
    'beijing123456 shanghai1234 gridloop1234 wanggehua123 gongzuorenyuan shequ1234567',
  ]
    .join(' ')
    .split(' '),
);

type PasswordRule = { least: number; kinds: number; goodForMs: number | null; history: number; lockMs: number | null };
/**
 * Two rules that contradict each other (reliability ID-03). ASVS: long, not a common one, no kinds asked for and no forced change,
 * because both make people choose worse ones. 等保三级 (GB/T 22239-2019 8.1.4.1): complex, changed regularly, and a lock after failures.
 */
export const passwordRules: Record<PasswordProfile, PasswordRule> = {
  asvs: { least: 12, kinds: 1, goodForMs: null, history: 0, lockMs: null },
  mlps3: { least: 10, kinds: 3, goodForMs: 90 * 24 * HOUR, history: 5, lockMs: 30 * MINUTE },
};

/** Its time has come; one that somebody else chose is due at once where passwords have a time. */
export const isDue = (setAt: Date | null, { goodForMs }: PasswordRule, now: Date): boolean =>
  goodForMs !== null && (setAt === null || now.getTime() - setAt.getTime() >= goodForMs);

/** Long and mixed enough, not a common one, not made of the login, not a few characters over and over. */
export function isWeakPassword(password: string, login: string, rule: PasswordRule = passwordRules.asvs): boolean {
  const characters = Array.from(password.normalize('NFKC'));
  const plain = characters
    .join('')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
  const kinds = [/\p{Lu}/u, /\p{Ll}/u, /\p{N}/u, /[^\p{Lu}\p{Ll}\p{N}]/u].filter((kind) => kind.test(password));
  return (
    characters.length < rule.least ||
    kinds.length < rule.kinds ||
    new Set(characters).size < 5 ||
    common.has(plain) ||
    (login.length > 2 && plain.includes(login.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')))
  );
}
