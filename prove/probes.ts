/**
 * What programs of others find that look for holes by themselves: sqlmap (injection into statements) and wapiti (scripts, commands,
 * files, headers, redirects), both from Debian, at a demo district of its own on the loopback. All they send goes through a door that
 * counts. Each first has to find a hole that was made for it, or its finding nothing says nothing.
 */
import { execFile, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoPassword } from '#access';
import { readConfig } from '#kit/config.ts';
import { loadKeys } from '#kit/crypto.ts';
import { start } from '../server/main.ts';
import type { Part } from './run.ts';

/** Addresses with something to put into them, as those who may ask: searches, filters, bounds, paths; and bodies that are kept. */
const asked = [
  '/v1/cases?queue=all&q=1&state=signed&limit=20',
  '/v1/people?q=1&limit=20',
  '/v1/facts?limit=20&kind=1',
  '/v1/areas?level=community&q=1&limit=20',
  '/v1/articles?q=1',
  '/v1/places?q=1&limit=5',
  '/v1/locate?lon=116.3&lat=39.9',
  '/v1/public/cases?bbox=116,39,117,40&status=open',
  '/open311/v2/requests.json?status=open&start_date=2026-01-01T00:00:00Z&service_code=E0102',
  '/open311/v2/services.json?q=1',
  '/v1/evaluation/figures?from=2026-11-01T00:00:00Z&to=2026-12-01T00:00:00Z',
  '/feeds/cases.geojson?bbox=116,39,117,40',
];
const sent: [path: string, body: object][] = [
  ['/v1/reports/similar', { title: '路灯不亮', detail: '北门', placeText: '北门' }],
  ['/v1/session', { login: 'x', password: 'x' }],
  ['/v1/reports/proposal', { title: '路灯不亮', detail: '北门' }],
];

type Ran = { said: string; late: boolean };
const run = (program: string, args: string[], seconds: number): Promise<Ran> =>
  new Promise((resolve) => {
    // A scanner that would fetch news of itself finds nobody: nothing leaves this machine.
    const env = { ...process.env, HTTPS_PROXY: 'http://127.0.0.1:1' };
    execFile(
      program,
      args,
      { env, timeout: seconds * 1000, killSignal: 'SIGINT', maxBuffer: 64e6 },
      (error, out, err) => resolve({ said: out + err, late: error?.killed === true }),
    );
  });
const isThere = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;

const listening = async (server: Server): Promise<string> => {
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** Lets everything through to the house, and counts it by how it ended. */
async function countingDoor(to: string) {
  const count = { requests: 0, failed: 0, failures: new Set<string>() };
  const server = createServer((from, back) => {
    count.requests++;
    const on = request(
      to + from.url!,
      { method: from.method!, headers: { ...from.headers, host: new URL(to).host } },
      (reply) => {
        if (reply.statusCode! >= 500) {
          count.failed++;
          count.failures.add(`${from.method} ${from.url!.slice(0, 120)} → ${reply.statusCode}`);
        }
        back.writeHead(reply.statusCode!, reply.headers);
        reply.pipe(back);
      },
    ).on('error', () => back.destroy());
    from.pipe(on);
  });
  return { url: await listening(server), count, close: () => void server.close() };
}

/** What no program should be: it puts what it is sent into a statement and into a page. */
async function holes() {
  const rows = new DatabaseSync(':memory:');
  rows.exec(`create table lamps (id int, name text); insert into lamps values (1, 'a'), (2, 'b')`);
  const server = createServer((from, back) => {
    const asked = new URL(from.url!, 'http://x').searchParams;
    back.setHeader('content-type', 'text/html');
    try {
      const found = rows.prepare(`select name from lamps where id = ${asked.get('id') ?? 1}`).all();
      back.end(`<p>${asked.get('q') ?? ''}</p><p>${JSON.stringify(found)}</p>`);
    } catch (error) {
      back.end(`<p>[SQLITE_ERROR] ${String(error)}</p>`);
    }
  });
  return { url: await listening(server), close: () => void server.close() };
}

const found = /identified the following injection point|is vulnerable\. Do you want/;
const sqlmap = (place: string, seconds: number, ...args: string[]): Promise<Ran> =>
  run('sqlmap', ['--batch', '--disable-coloring', '--output-dir', join(place, 'sqlmap'), '--level', '2', '--risk', '1', '--technique', 'BEU', '--timeout', '10', '--retries', '1', '--ignore-code', '*', '--flush-session', ...args], seconds); // prettier-ignore

type Report = { vulnerabilities: Record<string, { path: string; parameter: string; info: string }[]> };
const modules =
  'sql,blindsql,xss,permanentxss,exec,file,crlf,redirect,csp,http_headers,cookieflags,methods,shellshock,htaccess';
async function wapiti(place: string, urls: string[], cookie: string, seconds: number, only = modules): Promise<Report> {
  const to = join(place, `wapiti-${Date.now()}.json`);
  await run('wapiti', ['-u', urls[0]!, ...urls.slice(1).flatMap((url) => ['-s', url]), '-m', only, '-d', '2', '--max-links-per-page', '40', '--max-scan-time', '120', '--max-attack-time', String(seconds), '-H', `Cookie: ${cookie}`, '--store-session', place, '--flush-session', '--no-bugreport', '-v', '0', '-f', 'json', '-o', to], seconds * 16 + 300); // prettier-ignore
  return JSON.parse(readFileSync(to, 'utf8')) as Report;
}
/** TLS is whatever stands before the house (docs/operate/secure.md); a filter browsers had long ago was a hole itself and is gone. */
const noHole = (info: string): boolean =>
  /Strict-Transport-Security|Secure flag is not set|X-XSS-Protection/i.test(info);
const findings = ({ vulnerabilities }: Report): string[] =>
  Object.entries(vulnerabilities).flatMap(([kind, all]) =>
    all
      .filter(({ info }) => !noHole(info))
      .map(({ path, parameter, info }) => `${kind}: ${path} ${parameter ?? ''} ${info}`),
  );

export const probes: Part = async ({ minutes }, tell) => {
  for (const program of ['sqlmap', 'wapiti'])
    if (!isThere(program))
      tell({ judge: program, verdict: 'not run', said: `not installed: apt-get install ${program} (Debian)` });
  const place = mkdtempSync(join(tmpdir(), 'gridloop-probes-'));
  chmodSync(place, 0o711);
  const config = readConfig({ GRIDLOOP_PORT: '0', GRIDLOOP_DATA: join(place, 'data'), GRIDLOOP_LOG: 'fatal' }, place);
  const house = await start(config, { say: () => undefined, quiet: true });
  const [door, hole] = [await countingDoor(house.url), await holes()];
  try {
    const password = demoPassword(await loadKeys(join(place, 'data')));
    const signed = await fetch(`${house.url}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login: 'zhibanzhang', password }),
    });
    const cookie = signed.headers.getSetCookie()[0]!.split(';')[0]!;
    const each = Math.min(240, (minutes * 60) / 20);
    if (isThere('sqlmap')) {
      const control = await sqlmap(place, 240, '-u', `${hole.url}/?id=1`, '-p', 'id');
      const tried = [...asked.map((path) => ['-u', door.url + path]), ...sent.map(([path, body]) => ['-u', door.url + path, '--data', JSON.stringify(body), '--header', 'content-type: application/json'])]; // prettier-ignore
      const holesFound: string[] = [];
      let late = 0;
      for (const args of tried) {
        const ran = await sqlmap(place, each, ...args, '--cookie', cookie, '--dbms', 'PostgreSQL', '--skip', 'Cookie');
        if (ran.late) late++;
        if (found.test(ran.said)) holesFound.push(args[1]!.slice(door.url.length));
      }
      const { requests, failed, failures } = door.count;
      const sound = found.test(control.said) && holesFound.length === 0 && failed === 0 && requests > tried.length * 20;
      const said = `${requests} requests at ${tried.length} addresses and bodies (${late} cut off after ${Math.round(each)} s): ${holesFound.length} holes ${holesFound.join(', ')}, ${failed} failed ${[...failures].slice(0, 3).join(', ')}; a hole made for it is ${found.test(control.said) ? '' : '**not** '}found`;
      tell({ judge: 'sqlmap', verdict: sound ? 'passed' : 'failed', said });
    }
    if (isThere('wapiti')) {
      const [before, failedBefore] = [door.count.requests, door.count.failed];
      const control = findings(await wapiti(place, [`${hole.url}/?q=1`, `${hole.url}/?id=1`], '', 60, 'sql,xss'));
      const known = control.some((one) => one.startsWith('Cross Site')) && control.some((one) => /SQL/.test(one));
      const pages = ['/', '/report', '/track', '/limits?q=1', '/nearby?status=open&days=30', '/desk/cases?queue=all', '/desk/sign-in?to=/desk', ...asked]; // prettier-ignore
      const report = findings(await wapiti(place, pages.map((path) => door.url + path), cookie, Math.min(120, each))); // prettier-ignore
      const [requests, failed] = [door.count.requests - before, door.count.failed - failedBefore];
      const sound = known && report.length === 0 && failed === 0 && requests > 100;
      const said = `${requests} requests by ${modules.split(',').length} modules: ${report.length} findings ${report.slice(0, 4).join(' · ')}, ${failed} failed; holes made for it are ${known ? '' : '**not** '}found`;
      tell({ judge: 'wapiti', verdict: sound ? 'passed' : 'failed', said });
    }
  } finally {
    door.close();
    hole.close();
    await house.stop();
    rmSync(place, { recursive: true, force: true });
  }
};
