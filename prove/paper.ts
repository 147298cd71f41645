/** What was proved, for people: the table and the bars of docs/PROOF.md, drawn from bench/results/prove.json and from nothing else. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readKept } from './record.ts';
import { project } from './tests.ts';

export const paper = join(project, 'docs', 'PROOF.md');
export const drawing = join(project, 'docs', 'pictures', 'proof.svg');
const [begin, end] = ['<!-- what was proved: written by `npm run prove` -->', '<!-- end -->'];

/** What a full run is meant to reach, added up over runs. */
const aims: { part: string; of: string; what: string; aim: number }[] = [
  { part: 'simulation', of: 'seeds', what: '模拟 · seeds of the simulation, none broken', aim: 100_000 },
  { part: 'hostile', of: 'requests', what: '恶意请求 · hostile requests, none failed', aim: 1_000_000 },
  { part: 'conflicts', of: 'moves', what: '争抢办理 · conflicting moves, one winner each', aim: 1_000_000 },
  { part: 'faults', of: 'databaseKills', what: '数据库被杀 · kills of PostgreSQL, nothing lost', aim: 1_000 },
  { part: 'faults', of: 'serverKills', what: '服务被杀 · kills of servers, nothing lost', aim: 2_000 },
];

/** Everything about it stands in the entry: the commit is the one that was proved, not the one that is read now. */
export function table(): string {
  const rows = Object.entries(readKept()).flatMap(([part, entry]) => {
    if (!entry) return [];
    const { verdicts, commit, provedAt, machine, sum } = entry;
    const count = (verdict: string): number => verdicts.filter((one) => one.verdict === verdict).length;
    const size = sum ? Object.entries(sum).map(([name, n]) => `${n.toLocaleString('en')} ${name}`).join(', ') : ''; // prettier-ignore
    const said = (verdicts.at(-1)?.said ?? '').replaceAll('|', '\\|');
    const failed = count('failed') > 0 ? `, **${count('failed')} failed**` : '';
    const idle = count('not run') > 0 ? `, ${count('not run')} not run` : '';
    const where = `${machine.cores} × ${machine.cpu}, load ${machine.load}`;
    return `| ${part} | ${size || said} | ${count('passed')} passed${failed}${idle} | ${commit.slice(0, 9)} | ${provedAt.slice(0, 10)} | ${where} |`;
  });
  return ['| part | size | result | commit | on | machine |', '| --- | --- | --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
}

/** How far the sums have come, as bars: a full bar is what the plan asks of full runs. */
export function bars(): string {
  const kept = readKept();
  const lines = aims.map(({ part, of, what, aim }, i) => {
    const n = kept[part]?.sum?.[of] ?? 0;
    const [y, width] = [20 + i * 44, Math.min(1, n / aim) * 600];
    return `<text x="10" y="${y}">${what}: ${n.toLocaleString('en')} of ${aim.toLocaleString('en')}</text><rect class="all" x="10" y="${y + 7}" width="600" height="12"/><rect class="done" x="10" y="${y + 7}" width="${width.toFixed(1)}" height="12"/>`;
  });
  const style = 'text{font:14px sans-serif;fill:#333}.all{fill:#dde3ea}.done{fill:#1769aa}@media(prefers-color-scheme:dark){text{fill:#ddd}.all{fill:#3a4450}}'; // prettier-ignore
  return `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="${aims.length * 44 + 10}" role="img" aria-label="how far the sums of npm run prove have come"><style>${style}</style>${lines.join('')}</svg>\n`;
}

export function withTable(text: string): string {
  const [head, rest] = text.split(begin);
  const tail = rest?.split(end)[1];
  if (tail === undefined) throw new Error(`docs/PROOF.md has lost the place for its table: ${begin} … ${end}`);
  return `${head}${begin}\n\n${table()}\n\n${end}${tail}`;
}

export function writePaper(): void {
  writeFileSync(paper, withTable(readFileSync(paper, 'utf8')));
  writeFileSync(drawing, bars());
}
