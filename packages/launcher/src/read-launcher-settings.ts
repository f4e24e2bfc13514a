import { existsSync } from 'node:fs';
import path from 'node:path';
import { LauncherSettings } from '@watchfloor/contracts/settings';
import { readSettings, SettingsError } from '@watchfloor/runtime/settings';
import { LaunchFault } from './launch-fault.ts';

/**
 * The settings of a start: the environment, and for what it leaves open `.env` in the root. `WATCHFLOOR_HOME` comes back absolute.
 * @throws LaunchFault with a line for each wrong value.
 */
export function readLauncherSettings(root: string): LauncherSettings {
  const file = path.join(root, '.env');
  // An empty variable counts as absent, also where .env has a value for it.
  for (const name of Object.keys(LauncherSettings.shape)) if (process.env[name] === '') delete process.env[name];
  if (existsSync(file)) process.loadEnvFile(file);
  try {
    const settings = readSettings(LauncherSettings);
    return { ...settings, WATCHFLOOR_HOME: path.resolve(root, settings.WATCHFLOOR_HOME) };
  } catch (error) {
    if (error instanceof SettingsError) throw new LaunchFault(error.message);
    throw error;
  }
}
