/** Settings, read once from the environment; everything else is given as an argument. */
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';

export type Config = {
  host: string;
  port: number;
  /** photos, keys, the embedded database */
  dataFolder: string;
  /** owner connection of an own PostgreSQL; undefined = the embedded one */
  databaseUrl: string | undefined;
  demo: boolean;
  /** code of the region the public site speaks for; undefined = the first */
  region: string | undefined;
  logLevel: string;
};

export function readConfig(env: NodeJS.ProcessEnv, projectFolder: string): Config {
  const port = Number(env['GRIDLOOP_PORT'] ?? 8080);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`GRIDLOOP_PORT is not a port: ${env['GRIDLOOP_PORT']}`);
  return {
    host: env['GRIDLOOP_HOST'] || '127.0.0.1',
    port,
    dataFolder: resolve(env['GRIDLOOP_DATA'] || join(projectFolder, '.gridloop')),
    databaseUrl: env['DATABASE_URL'] || undefined,
    demo: env['GRIDLOOP_DEMO'] !== '0',
    region: env['GRIDLOOP_REGION'] || undefined,
    logLevel: env['GRIDLOOP_LOG'] || 'info',
  };
}

/** Demo passwords exist only on a loopback address, and only there is the second factor off. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
export const demoAllowed = (config: Config): boolean => config.demo && isLoopback(config.host);
