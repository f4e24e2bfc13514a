import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { LauncherSettings } from '@watchfloor/contracts/settings';
import { readSettings, SettingsError } from '@watchfloor/runtime/settings';
import { ReplayError } from './replay-error.ts';

/** Where Watchfloor listens and how to sign in. */
export type Connection = {
  ingest: string;
  gateway: string;
  ingestKey: string;
  admin: { email: string; password: string };
};

/**
 * Finds addresses and credentials: the environment first, then `.env` in the root, then the credentials that `npm start` left.
 * @throws ReplayError when a setting is wrong or the credentials are nowhere
 */
export function findConnection(root: string, env: NodeJS.ProcessEnv): Connection {
  const known = withoutEmpty({ ...readEnvFile(resolve(root, '.env')), ...withoutEmpty(env) });
  const home = resolve(root, known.WATCHFLOOR_HOME ?? '.watchfloor');
  const credentials = resolve(home, 'credentials');
  const settings = readKnown({ ...readEnvFile(credentials), ...known });
  const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password, INGEST_KEY: ingestKey } = settings;
  if (password === undefined || ingestKey === undefined) {
    const missing = password === undefined ? 'ADMIN_PASSWORD' : 'INGEST_KEY';
    throw new ReplayError(`${missing} is not set and there is no ${credentials}; start Watchfloor with npm start, or set it`);
  }
  const host = reachable(settings.BIND);
  return {
    ingest: `http://${host}:${settings.INGEST_PORT}`,
    gateway: `http://${host}:${settings.GATEWAY_PORT}`,
    ingestKey,
    admin: { email, password },
  };
}

function readKnown(env: NodeJS.ProcessEnv): LauncherSettings {
  try {
    return readSettings(LauncherSettings, env);
  } catch (error) {
    if (error instanceof SettingsError) throw new ReplayError(error.message);
    throw error;
  }
}

function readEnvFile(path: string): NodeJS.ProcessEnv {
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw new ReplayError(`cannot read ${path}: ${error instanceof Error ? error.message : error}`);
  }
}

const withoutEmpty = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));

/** An address to listen on everywhere is no address to call. */
function reachable(bind: string): string {
  if (bind === '0.0.0.0') return '127.0.0.1';
  if (bind === '::') return '[::1]';
  return bind.includes(':') ? `[${bind}]` : bind;
}
