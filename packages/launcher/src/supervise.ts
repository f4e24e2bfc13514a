import { setTimeout as wait } from 'node:timers/promises';
import { describeExit, type Running } from './running.ts';

export type Supervised = {
  name: string;
  /** The process id of now; 0 while it is down. */
  pid(): number;
  /** Ends it and does not start it again. */
  stop(graceMs?: number): Promise<void>;
  /** kill -9, and not again. */
  kill(): void;
};

export type SuperviseOptions = {
  name: string;
  /** Starts it; `again` is false the first time only. */
  start: (again: boolean) => Promise<Running>;
  say: (line: string) => void;
  /** It is back after a crash. */
  onBack?: () => void;
  backOff?: BackOff;
};
/** Milliseconds. The first restart comes after `first`; each further one waits twice as long, up to `most`; a run of `healthy` starts anew. */
export type BackOff = { first: number; most: number; healthy: number };

/** With these a process that is killed again and again is still back within 10 s each time. */
const BACK_OFF: BackOff = { first: 100, most: 5_000, healthy: 10_000 };

/**
 * Starts a process and starts it again whenever it ends by itself.
 * @throws whatever the first start throws; a later start that fails counts as a crash.
 */
export async function supervise(options: SuperviseOptions): Promise<Supervised> {
  const { name, say } = options;
  const stopping = new AbortController();
  let running: Running | undefined = await options.start(false);
  const loop = keepUp();

  async function keepUp(): Promise<void> {
    const backOff = options.backOff ?? BACK_OFF;
    let delay = backOff.first;
    while (!stopping.signal.aborted) {
      const since = performance.now();
      const why = running ? describeExit(await running.exited) : 'it did not start';
      running = undefined;
      if (stopping.signal.aborted) return;
      if (performance.now() - since >= backOff.healthy) delay = backOff.first;
      say(`${name} ended (${why}); starting it again in ${delay} ms`);
      await wait(delay, undefined, { signal: stopping.signal }).catch(() => {});
      delay = Math.min(delay * 2, backOff.most);
      if (stopping.signal.aborted) return;
      try {
        running = await options.start(true);
      } catch (error) {
        say(`${name} could not be started again: ${error instanceof Error ? error.message : String(error)}`);
        continue;
      }
      options.onBack?.();
    }
    // Stopped while it was being started.
    running?.kill();
  }

  return {
    name,
    pid: () => running?.pid ?? 0,
    async stop(graceMs) {
      stopping.abort();
      await running?.stop(graceMs);
      await loop;
    },
    kill() {
      stopping.abort();
      running?.kill();
    },
  };
}
