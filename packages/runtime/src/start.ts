import type { z } from 'zod';
import { Lifecycle } from './lifecycle.ts';
import { type Log, makeLog } from './log.ts';
import { readSettings, SettingsError } from './settings.ts';

type Wiring<S> = (context: { settings: S; log: Log; lifecycle: Lifecycle }) => Promise<void>;

/**
 * The process around a service: settings, log, lifecycle, then the wiring.
 * A wrong setting ends the process with code 1 and one line a fault on stderr; a wiring that fails is logged and ends it with code 1.
 */
export async function start<T extends z.ZodType<{ LOG_LEVEL: string }>>(
  service: string,
  schema: T,
  wire: Wiring<z.output<T>>,
): Promise<void> {
  let settings: z.output<T>;
  try {
    settings = readSettings(schema);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    process.stderr.write(`${service} cannot start:\n${error.message}\n`);
    process.exit(1);
  }
  const log = makeLog(service, settings.LOG_LEVEL);
  const lifecycle = new Lifecycle(log);
  try {
    await wire({ settings, log, lifecycle });
  } catch (err) {
    log.fatal({ err }, 'could not start');
    await lifecycle.exit(1);
  }
}
