/**
 * Places in words on labelled addresses that stand outside the repository: a tagger trained on train.jsonl and scored on dev.jsonl,
 * and beside it the rules that ship. Settings were chosen on a split of the training file; dev is only scored. Figures are kept, no text.
 *
 *   node bench/places-real.ts <folder with train.jsonl and dev.jsonl>
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { placesEval, placesTrain } from '#areas';
import { readPlaces } from '../server/areas/words/reader.ts';
import { record } from './record.ts';

const [folder] = process.argv.slice(2);
if (!folder) throw new Error('node bench/places-real.ts <folder with train.jsonl and dev.jsonl>');
const out = mkdtempSync(join(tmpdir(), 'places-real-'));
const model = join(out, 'places.model');
const file = join(folder, 'dev.jsonl');

/** What is asked of a reader: F1 on exact spans. */
const asked = { road: 0.85, roadno: 0.9, houseno: 0.82 };

const { out: _out, ...trained } = await placesTrain({ file: join(folder, 'train.jsonl'), out: model });
const byModel = await placesEval({ file, model });
const byRules = await placesEval({ file });
rmSync(out, { recursive: true });

/** A report of 200 characters, written for this: how long the rules take to read it. */
const report =
  '我住在柳岸社区幸福里小区3号楼2单元，昨天晚上平宁路与安和路路口的井盖缺了，车轮陷进去，希望尽快处理。安和路128号门口堆了三天垃圾没有人收，实验小学对面的路灯也不亮。'
    .repeat(3)
    .slice(0, 200);
const times = Array.from({ length: 2000 }, () => {
  const from = performance.now();
  readPlaces(report);
  return performance.now() - from;
}).sort((a, b) => a - b);

record('places-real', ['server/areas/words'], {
  load: loadavg().map((load) => Math.round(load * 100) / 100),
  asked,
  trained,
  model: { met: meets(byModel), ...byModel },
  rules: { met: meets(byRules), ...byRules },
  rulesOn200CharactersMs: { median: rounded(times[1000]!), p95: rounded(times[1900]!) },
});

function meets({ perLabel }: Awaited<ReturnType<typeof placesEval>>): Record<string, boolean> {
  return Object.fromEntries(Object.entries(asked).map(([label, least]) => [label, perLabel[label]!.f1 >= least]));
}
function rounded(ms: number): number {
  return Math.round(ms * 10_000) / 10_000;
}
