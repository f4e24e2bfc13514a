import closeWithGrace from 'close-with-grace';
import type { Log } from './log.ts';

/** Something to stop, by name; stopped in the reverse of the order of registration. */
type Closer = { name: string; close: () => unknown };

/**
 * Runs the stops of a process in reverse order on SIGTERM, SIGINT, a fatal error, or when the parent that holds the IPC channel is gone.
 * A stop that fails is logged and the rest goes on. After `graceMs` the process ends anyway.
 */
export class Lifecycle {
  readonly #closers: Closer[] = [];
  readonly #log: Log;
  #closing: Promise<void> | undefined;

  constructor(log: Log, graceMs = 7_000) {
    this.#log = log;
    const grace = closeWithGrace({ delay: graceMs, logger: false }, async ({ err, signal }) => {
      if (err) log.fatal({ err }, 'stopping after a fatal error');
      else log.info({ signal }, 'stopping');
      // A terminal's Ctrl-C and the launcher's SIGTERM may both arrive: the second must not cut the stop short.
      for (const name of ['SIGINT', 'SIGTERM'] as const) process.removeAllListeners(name).on(name, () => {});
      await this.#closeAll();
    });
    // The launcher holds the other end: if it is killed, nobody would stop us.
    if (process.channel) process.once('disconnect', () => void grace.close());
  }

  /** Registers a stop. */
  onClose(name: string, close: () => unknown): void {
    this.#closers.push({ name, close });
  }

  /** Stops everything that was registered, in reverse order; the process ends with this code. */
  async exit(code: number): Promise<never> {
    await this.#closeAll();
    process.exit(code);
  }

  #closeAll(): Promise<void> {
    this.#closing ??= (async () => {
      for (const { name, close } of this.#closers.toReversed()) {
        try {
          await close();
        } catch (err) {
          this.#log.error({ err, part: name }, 'could not close');
        }
      }
    })();
    return this.#closing;
  }
}
