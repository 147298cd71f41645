/**
 * What the hint "no explanation" of the answer mirror is worth beside people's judgement: the replies of a competition's data set
 * that two teams labelled by hand. It stands outside the repository; only counts are kept. No accuracy is claimed: where both
 * teams judged, they agree on 59 of 100, so no reader of these replies can be right much more often than that.
 *
 *   node bench/mirror-real.ts <folder with replied-messages.jsonl and reply-quality-labels.csv>
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mirror, hintKinds, type Hint } from '#contract/mirror.ts';
import { record } from './record.ts';

const [folder] = process.argv.slice(2);
if (!folder)
  throw new Error('node bench/mirror-real.ts <folder with replied-messages.jsonl and reply-quality-labels.csv>');

type Message = { message_id: number | string; subject: string; detail: string; reply: string };
const messages = readFileSync(join(folder, 'replied-messages.jsonl'), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Message);
const [heading = '', ...lines] = readFileSync(join(folder, 'reply-quality-labels.csv'), 'utf8').trim().split(/\r?\n/);
const columns = heading.split(',');
const labels = new Map(
  lines.map((line) => {
    const cells = line.split(',');
    return [cells[0]!, Object.fromEntries(columns.map((name, i) => [name, cells[i] ?? '']))] as const;
  }),
);

/** "No explanation" is what a hint says; a label of 0 is what a person said. */
type Judged = { id: string; hinted: boolean; lacking: boolean };
type Score = {
  n: number;
  lacking: number;
  hinted: number;
  precision: number | null;
  recall: number | null;
  balancedAccuracy: number | null;
};
const round = (value: number): number => Math.round(value * 1000) / 1000;
function score(judged: readonly Judged[], hint: (one: Judged) => boolean): Score {
  const lacking = judged.filter((one) => one.lacking);
  const explained = judged.filter((one) => !one.lacking);
  const hinted = judged.filter(hint);
  const right = lacking.filter(hint).length;
  const spared = explained.filter((one) => !hint(one)).length;
  const share = (part: number, whole: number) => (whole === 0 ? null : round(part / whole));
  return {
    n: judged.length,
    lacking: lacking.length,
    hinted: hinted.length,
    precision: share(right, hinted.length),
    recall: share(right, lacking.length),
    balancedAccuracy:
      lacking.length === 0 || explained.length === 0
        ? null
        : round((right / lacking.length + spared / explained.length) / 2),
  };
}
const beside = (judged: readonly Judged[]) => ({
  mirror: score(judged, ({ hinted }) => hinted),
  always: score(judged, () => true),
  never: score(judged, () => false),
});

const before = process.cpuUsage();
const read = messages.map(({ message_id, subject, detail, reply }) => ({
  id: String(message_id),
  hints: mirror(reply, { title: subject, detail }, 'close'),
}));
/** Of the processor's time: others at work on this machine make the clock on the wall go faster. */
const spent = process.cpuUsage(before);
const cpuMsPerAnswer = round((spent.user + spent.system) / 1000 / read.length);
const has = (hints: readonly Hint[], kind: string) => hints.some((hint) => hint.kind === kind);
const judged = read.flatMap(({ id, hints }): Judged[] => {
  const label = labels.get(id)?.['explainable_team_a'];
  return label === '0' || label === '1' ? [{ id, hinted: has(hints, 'no_explanation'), lacking: label === '0' }] : [];
});
const both = [...labels.values()].filter(
  (row) => row['explainable_team_a'] !== '' && (row['explainable_team_b'] ?? '') !== '',
);

record('mirror-real', ['contract/mirror.ts', 'contract/grams.ts', 'bench/mirror-real.ts'], {
  label: 'explainable_team_a; the hint "no explanation" should stand where it is 0',
  claim: 'none: the hint is measured, its accuracy is not claimed',
  teams: {
    judgedByBoth: both.length,
    agree: both.filter((row) => row['explainable_team_a'] === row['explainable_team_b']).length,
  },
  all: beside(judged),
  /** The replies with an even number were read while the rules were written; those with an odd one were not. */
  unread: beside(judged.filter(({ id }) => Number(id) % 2 === 1)),
  read: beside(judged.filter(({ id }) => Number(id) % 2 === 0)),
  hintedShare: Object.fromEntries(
    hintKinds.map((kind) => [kind, round(read.filter(({ hints }) => has(hints, kind)).length / read.length)]),
  ),
  withoutAnyHint: round(read.filter(({ hints }) => hints.length === 0).length / read.length),
  cpuMsPerAnswer,
});
