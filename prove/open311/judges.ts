/** Who judges the Open311 door: a foreign client, the schemas of the standard's makers, SeeClickFix's validator. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Verdict } from '../run.ts';

const here = fileURLToPath(new URL('.', import.meta.url));

export type Given = { url: string; schemas: string | undefined; validator: string | undefined };
type Ran = { ok: boolean; out: string; err: string };
/** A program of others, in a process of its own: what it throws is its verdict, not our end. The house goes on answering meanwhile. */
const run = (program: string, args: string[], cwd = here): Promise<Ran> =>
  new Promise((resolve) => {
    execFile(program, args, { cwd, timeout: 120_000 }, (error, out, err) =>
      resolve({ ok: error === null, out, err: err || (error?.message ?? '') }),
    );
  });
const lastLines = (text: string): string => text.trim().split('\n').slice(-4).join(' · ');

/** The isolated folder, installed on first use without running anybody's scripts; why not, if it cannot be. */
async function installed(): Promise<string | undefined> {
  if (existsSync(join(here, 'node_modules', 'open311'))) return undefined;
  const { ok, err } = await run('npm', ['ci', '--ignore-scripts']);
  return ok ? undefined : `its packages could not be installed: ${lastLines(err)}`;
}

async function client({ url }: Given): Promise<Verdict> {
  const judge = 'client open311 0.0.12 (npm)';
  const missing = await installed();
  if (missing) return { judge, verdict: 'not run', said: missing };
  const { ok, out, err } = await run(process.execPath, [join(here, 'client.cjs'), url]);
  return { judge, verdict: ok ? 'passed' : 'failed', said: lastLines(ok ? out : out + err) };
}

type Validate = ((value: unknown) => boolean) & { errors?: unknown[] | null };
type AjvClass = new (options: object) => {
  addSchema(schema: unknown, name: string): void;
  getSchema(name: string): Validate;
};

async function schemas({ url, schemas: folder }: Given): Promise<Verdict> {
  const judge = 'JSON schemas of GeoReport v2 (open311/schema-validation)';
  const names = ['service', 'services', 'service-definition', 'request', 'requests'].map((name) => `${name}.json`);
  if (!folder) return { judge, verdict: 'not run', said: 'no --schemas DIR' };
  const absent = names.filter((name) => !existsSync(join(folder, name)));
  if (absent.length > 0) return { judge, verdict: 'not run', said: `${folder} has no ${absent.join(', ')}` };
  const missing = await installed();
  if (missing) return { judge, verdict: 'not run', said: missing };
  const require = createRequire(join(here, 'package.json'));
  const { default: Ajv } = require('ajv-draft-04') as { default: AjvClass };
  const { default: addFormats } = require('ajv-formats') as { default: (ajv: object) => void };
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);
  for (const name of names) ajv.addSchema(JSON.parse(readFileSync(join(folder, name), 'utf8')), name);

  const faults: string[] = [];
  let checked = 0;
  const check = async <T>(path: string, name: string): Promise<T> => {
    const answer: unknown = await (await fetch(`${url}/open311/v2/${path}`)).json();
    const validate = ajv.getSchema(name);
    checked++;
    if (!validate(answer)) faults.push(`${path}: ${JSON.stringify(validate.errors?.[0])}`);
    return answer as T;
  };
  const services = await check<{ service_code: string }[]>('services.json', 'services.json');
  for (const { service_code } of services) await check(`services/${service_code}.json`, 'service-definition.json');
  const requests = await check<{ service_request_id: string }[]>('requests.json', 'requests.json');
  for (const { service_request_id } of requests.slice(0, 20))
    await check(`requests/${service_request_id}.json`, 'requests.json');
  if (services.length === 0 || requests.length === 0) faults.push('nothing was listed');
  const said = `${services.length} services, ${requests.length} requests, ${checked} answers`;
  return { judge, verdict: faults.length > 0 ? 'failed' : 'passed', said: [said, ...faults.slice(0, 3)].join(' · ') };
}

async function validator({ url, validator: folder }: Given): Promise<Verdict> {
  const judge = 'open311-validator (SeeClickFix, Ruby)';
  if (!folder) return { judge, verdict: 'not run', said: 'no --validator DIR' };
  if (!existsSync(join(folder, 'bin', 'open311-validate')))
    return { judge, verdict: 'not run', said: `${folder} has no bin/open311-validate` };
  if (!(await run('ruby', ['-e', 'require "httparty"; require "rspec"'])).ok)
    return { judge, verdict: 'not run', said: 'ruby with httparty and rspec is not on this machine' };
  const args = ['-I.', '-Ilib', '-r', join(here, 'validator.rb'), 'bin/open311-validate', '-p', 'true'];
  const { out, err } = await run('ruby', [...args, '-u', `${url}/open311/discovery`], folder);
  const rules = out.split('\n').filter((line) => /PASSED|FAILED/.test(line));
  const failed = rules.filter((line) => line.includes('FAILED')).map((line) => line.replace(/\s+/g, ' ').trim());
  if (rules.length === 0) return { judge, verdict: 'failed', said: `no rule was judged: ${lastLines(err)}` };
  const said = [`${rules.length - failed.length} of ${rules.length} rules`, ...failed.slice(0, 3)].join(' · ');
  return { judge, verdict: failed.length > 0 ? 'failed' : 'passed', said };
}

export const open311Judges: readonly ((given: Given) => Promise<Verdict>)[] = [client, schemas, validator];
