import path from 'node:path';
import { openLogFile } from './log-file.ts';
import type { Say } from './say.ts';
import { type Supervised, type SuperviseOptions, supervise } from './supervise.ts';

/** What every part of a start needs. */
export type Ground = {
  home: string;
  /** Aborts what is under way. */
  signal: AbortSignal;
  say: Say;
  /** Starts a part and remembers it for the stop. */
  keep(part: Omit<SuperviseOptions, 'say'>): Promise<void>;
  /** A sink of log lines: all go to a file of that name, and to the user as `show` makes them readable (null: they are not shown). */
  logTo(name: string, show: ((line: string) => string) | null): (line: string) => void;
};

export type GroundOptions = { home: string; signal: AbortSignal; say: Say; print: (text: string) => void };

/** `parts` grows with every part that is kept. */
export function layGround({ home, signal, say, print }: GroundOptions): Ground & { parts: Supervised[] } {
  const parts: Supervised[] = [];
  return {
    home,
    signal,
    say,
    parts,
    async keep(part) {
      signal.throwIfAborted();
      parts.push(await supervise({ ...part, say }));
    },
    logTo(name, show) {
      const file = openLogFile(path.join(home, 'logs', `${name}.log`));
      return (line) => {
        file.write(line);
        if (show) print(`${show(line)}\n`);
      };
    },
  };
}
