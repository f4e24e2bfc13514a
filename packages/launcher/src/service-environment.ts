import path from 'node:path';
import type { LauncherSettings } from '@watchfloor/contracts/settings';
import type { Credentials } from './credentials.ts';
import type { Ports } from './ports.ts';

type Addresses = { REDIS_URL: string; DATABASE_URL: string };

/** All settings as every service reads them, secrets included: ports as chosen, paths absolute. */
export function serviceEnvironment(settings: LauncherSettings, found: Ports & Credentials & Addresses): NodeJS.ProcessEnv {
  const own = Object.entries({ ...settings, ...found }).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  return {
    NODE_ENV: 'production',
    ...process.env,
    // What Node made of our TypeScript the last time need not be made again.
    NODE_COMPILE_CACHE: path.join(settings.WATCHFLOOR_HOME, 'compile-cache'),
    ...Object.fromEntries(own),
  };
}
