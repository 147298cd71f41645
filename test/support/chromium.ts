/** The Chromium the journeys run in: the system's, else one that can be had without asking anybody. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { chromium } from 'playwright-core';

/** What helps where no Chromium can be found nor had. */
export const chromiumHelp =
  'The browser journeys need a Chromium: install Chromium or Chrome and run again (CHROMIUM_PATH names one in an unusual place).';

export function findChromium(): string | undefined {
  const named = process.env['CHROMIUM_PATH'];
  return named ? (runs(named) ? named : undefined) : candidates().find(runs);
}

function candidates(): string[] {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
  const onPath = names.flatMap((name) =>
    (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name)),
  );
  const programs = ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].flatMap((name) => process.env[name] ?? []);
  return [
    ...onPath,
    ...['Chromium', 'Google Chrome', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    ),
    ...programs.flatMap((folder) =>
      ['Google/Chrome/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe'].map((name) =>
        join(folder, name),
      ),
    ),
    chromium.executablePath(),
  ];
}

/** Ubuntu's `chromium-browser` is often only a script that asks for a snap. On Windows `--version` would open a window. */
function runs(program: string): boolean {
  if (!existsSync(program)) return false;
  if (process.platform === 'win32') return true;
  const { status, stdout } = spawnSync(program, ['--version'], { encoding: 'utf8', timeout: 30_000 });
  return status === 0 && /chrom|edge/i.test(stdout);
}

/** Finds a Chromium or installs one, and sees to Chinese fonts where it may: without them screenshots are full of boxes. */
export function provideChromium(say: (line: string) => void): string | undefined {
  if (process.env['CHROMIUM_PATH']) return findChromium();
  const mayUseApt = process.getuid?.() === 0 && runsAtAll('apt-get');
  const found = findChromium();
  const missing = [...(found ? [] : ['chromium']), ...(hasChineseFonts() ? [] : ['fonts-noto-cjk', 'fontconfig'])];
  if (mayUseApt && missing.length > 0) {
    say(`installing ${missing.join(', ')} with apt-get …`);
    aptInstall(missing);
  } else if (!hasChineseFonts()) {
    say('no Chinese fonts here: screenshots will show boxes (on Debian or Ubuntu: apt install fonts-noto-cjk)');
  }
  return findChromium() ?? downloadChromium(say, mayUseApt);
}

function downloadChromium(say: (line: string) => void, withLibraries: boolean): string | undefined {
  say("downloading playwright's Chromium …");
  const cli = join(dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')), 'cli.js');
  const how = ['install', '--no-shell', ...(withLibraries ? ['--with-deps'] : []), 'chromium'];
  spawnSync(process.execPath, [cli, ...how], { stdio: ['ignore', 'inherit', 'inherit'], timeout: 600_000 });
  return findChromium();
}

function aptInstall(names: string[]): void {
  const options = {
    stdio: ['ignore', 'ignore', 'inherit'] as ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  const patience = ['-qq', '-o', 'DPkg::Lock::Timeout=300'];
  spawnSync('apt-get', [...patience, 'update'], options);
  spawnSync('apt-get', [...patience, 'install', '-y', '--no-install-recommends', ...names], options);
}

function hasChineseFonts(): boolean {
  if (process.platform !== 'linux') return true;
  const { status, stdout } = spawnSync('fc-list', [':lang=zh', 'family'], { encoding: 'utf8' });
  return status === 0 && stdout.trim() !== '';
}

const runsAtAll = (program: string): boolean => !spawnSync(program, ['--version'], { stdio: 'ignore' }).error;
