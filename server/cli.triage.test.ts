/** Training and measuring as it is typed: files in, a file or figures out; there is no database anywhere near. */
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { run } from './cli.ts';

let folder = '';
const environment = { ...process.env };
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gridloop-triage-'));
  // Were a database asked for, this one would be, and there is none.
  Object.assign(process.env, { GRIDLOOP_DATA: join(folder, 'nowhere'), LC_ALL: 'en_US.UTF-8' });
  process.env['DATABASE_URL'] = 'postgres://nobody@127.0.0.1:1/nowhere';
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  process.env = environment;
});

async function triage(...argv: string[]) {
  const said = { out: '', err: '' };
  const ears = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((chunk) => {
      said[stream === 'stdout' ? 'out' : 'err'] += String(chunk);
      return true;
    }),
  );
  try {
    const code = await run(['triage', ...argv]);
    return {
      code,
      ...said,
      json: argv.includes('--json') ? JSON.parse(said.out.trimEnd().split('\n').at(-1)!) : undefined,
    };
  } finally {
    for (const ear of ears) ear.mockRestore();
  }
}

type Row = Record<string, unknown>;
function file(name: string, rows: readonly Row[] | string | Uint8Array): string {
  const path = join(folder, name);
  const content = Array.isArray(rows) ? rows.map((row) => `${JSON.stringify(row)}\n`).join('') : (rows as string);
  writeFileSync(path, content);
  return path;
}

const sayings: Record<string, string[]> = {
  lamp: ['路灯不亮', '灯杆倾斜', '灯光闪烁'],
  noise: ['施工噪声', '半夜电钻', '音响太吵'],
};
const places = ['河东路口', '学校门前', '小区南门', '菜场旁边', '车站对面', '公园里面'];
const rows: Row[] = Object.entries(sayings).flatMap(([label, all]) =>
  all.flatMap((saying) =>
    places.map((place, i) => ({
      label,
      title: saying,
      detail: i % 3 === 0 ? null : `${place}${saying}`,
      words: `${place} ${saying}`,
    })),
  ),
);
const asked = ['--text', 'title,detail|words', '--label', 'label'];

describe('a model is trained and measured', () => {
  test('from one file to another, which says what it came from', async () => {
    const train = file('train.jsonl', rows);
    const model = join(folder, 'a.model');
    const { code, json, out } = await triage('train', train, ...asked, '--out', model, '--json');
    expect(code).toBe(0);
    expect(out.split('\n')).toHaveLength(2);
    const bytes = readFileSync(model);
    const header = JSON.parse(bytes.subarray(0, bytes.indexOf(10)).toString());
    const sha256 = createHash('sha256').update(readFileSync(train)).digest('hex');
    expect(header).toMatchObject({ format: 'gridloop.triage/1', labels: ['lamp', 'noise'], n: 36, sha256 });
    expect(header.threshold).toBe(json.threshold);
    expect(readdirSync(folder).filter((name) => name.includes('part'))).toEqual([]);

    const test = file('test.jsonl', [
      { label: 'lamp', title: '路灯坏了', detail: '路口的灯不亮', words: '' },
      { label: 'noise', title: '太吵', detail: null, words: '电钻 噪声' },
      { label: 'lamp', title: null, detail: '', words: null },
    ]);
    const measured = await triage('eval', test, ...asked, '--model', model, '--json');
    expect(measured.code).toBe(0);
    expect(measured.json).toMatchObject({
      n: 3,
      perLabel: { lamp: { n: 2 }, noise: { n: 1, r: 1 } },
      unsure: { n: expect.any(Number) },
    });
    expect(measured.json.msPerDoc).toBeGreaterThan(0);
    expect(measured.json.unsure.n).toBeGreaterThanOrEqual(1);
    const { accuracy, macroF1 } = measured.json;
    expect(macroF1).toBeGreaterThan(0.6);
    expect(accuracy).toBeGreaterThan(0.6);
    expect((await triage('eval', test, ...asked, '--model', model)).out).toMatch(/^3 rows: accuracy/);
  });

  test('texts without labels are looked at, except what is known or will be scored', async () => {
    const train = file('train.jsonl', rows);
    const test = file('test.jsonl', [{ label: 'lamp', title: '灯', detail: '灯坏三天', words: null }]);
    const free = file('free.jsonl', [
      { title: '灯', detail: '灯坏，三天！' },
      { title: '别的事', detail: '公交站牌看不清' },
      { title: '路灯不亮', detail: '学校门前 路灯不亮' },
    ]);
    const more = file('more.jsonl', [{ title: '还有', detail: '树枝挡住了站牌' }]);
    const model = join(folder, 'b.model');
    const withAll = await triage('train', train, ...asked, '--unlabelled', free, more, '--out', model, '--json');
    expect(withAll.json.unlabelled).toEqual({ n: 3, leftOut: 1 });
    const scored = await triage('eval', test, ...asked, '--model', model, '--json');
    expect(scored.json).toMatchObject({ n: 1, seenUnlabelled: { n: 1 } });
    const without = await triage(
      'train',
      train,
      ...asked,
      '--unlabelled',
      free,
      '--unlabelled',
      more,
      '--leave-out',
      test,
      '--out',
      model,
      '--json',
    );
    expect(without.json.unlabelled).toEqual({ n: 2, leftOut: 2 });
    expect((await triage('eval', test, ...asked, '--model', model, '--json')).json.seenUnlabelled.n).toBe(0);
  });
});

describe('what cannot be used is named and exits with 2', () => {
  const trained = async (rowsOrText: readonly Row[] | string | Uint8Array, ...more: string[]) => {
    const { code, json } = await triage(
      'train',
      file('bad.jsonl', rowsOrText),
      ...asked,
      '--out',
      join(folder, 'c.model'),
      '--json',
      ...more,
    );
    expect(readdirSync(folder).filter((name) => name.startsWith('c.model'))).toEqual([]);
    return { exit: code, ...json.error };
  };
  test('rows', async () => {
    expect(await trained('{"label":"a","title":"x","detail":"y"}\nnot json\n')).toMatchObject({
      exit: 2,
      row: 2,
      reason: expect.stringContaining('JSON'),
    });
    expect(await trained([...rows, { label: 'lamp', title: 'x' }])).toMatchObject({
      exit: 2,
      row: 37,
      field: 'detail|words',
      reason: expect.stringContaining('missing'),
    });
    expect(await trained([...rows, { title: 'x', detail: 'y' }])).toMatchObject({ exit: 2, row: 37, field: 'label' });
    expect(await trained([...rows, { label: null, title: 'x', detail: 'y' }])).toMatchObject({
      exit: 2,
      row: 37,
      field: 'label',
    });
    expect(await trained([{ label: 'lamp', title: { a: 1 }, detail: 'y' }])).toMatchObject({
      exit: 2,
      row: 1,
      field: 'title',
    });
  });
  test('files', async () => {
    expect(await trained(rows.filter(({ label }) => label === 'lamp'))).toMatchObject({
      exit: 2,
      reason: expect.stringContaining('two labels'),
    });
    expect(await trained('')).toMatchObject({ exit: 2, reason: expect.stringContaining('no rows') });
    expect(await trained(Uint8Array.of(0x7b, 0xff, 0xfe))).toMatchObject({
      exit: 2,
      reason: expect.stringContaining('UTF-8'),
    });
    expect(await trained(rows, '--unlabelled', join(folder, 'nowhere.jsonl'))).toMatchObject({
      exit: 2,
      file: expect.stringContaining('nowhere'),
    });
    expect(await trained(rows, '--text', 'title,')).toMatchObject({
      exit: 2,
      reason: expect.stringContaining('title,'),
    });
  });
  test('a place that cannot be written to, before any work is done', async () => {
    const train = file('train.jsonl', rows);
    const nowhere = await triage('train', train, ...asked, '--out', join(folder, 'no/such/place.model'), '--json');
    expect(nowhere).toMatchObject({ code: 2, json: { error: { file: expect.stringContaining('place.model') } } });
    mkdirSync(join(folder, 'taken.model'), { recursive: true });
    expect((await triage('train', train, ...asked, '--out', join(folder, 'taken.model'), '--json')).code).toBe(2);
  });
  test('a model of another format, one cut short, one for other fields', async () => {
    const test = file('test.jsonl', rows);
    const evaluated = async (model: string, ...more: string[]) =>
      (await triage('eval', test, ...asked, '--model', model, '--json', ...more)).json.error;
    expect(await evaluated(file('x.model', '{"format":"someone.model/3"}\n'))).toMatchObject({
      code: 'file.unusable',
      reason: expect.stringContaining('someone.model/3'),
    });
    expect((await evaluated(file('y.model', Uint8Array.of(0x80, 4, 0x95)))).reason).toMatch(
      /Not the model that is needed here \(gridloop\.triage/,
    );
    const model = join(folder, 'd.model');
    await triage('train', test, ...asked, '--out', model);
    const bytes = readFileSync(model);
    expect((await evaluated(file('short.model', bytes.subarray(0, bytes.length - 9)))).reason).toMatch(/not whole/);
    chmodSync(model, 0o644);
    expect((await evaluated(model, '--text', 'title')).reason).toMatch(/2 fields/);
    expect((await evaluated(join(folder, 'none.model'))).file).toMatch(/none\.model/);
  });
});
