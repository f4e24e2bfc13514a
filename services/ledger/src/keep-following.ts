import { explainHistoryFault } from '@watchfloor/history/history-fault';
import { PositionMoved } from '@watchfloor/history/ledger-positions';
import type { Log } from '@watchfloor/runtime/log';
import type { LedgerMeters } from './meters.ts';
import { pause } from './pause.ts';
import type { Progress } from './progress.ts';

const BACK_OFF_MS = [100, 200, 500, 1_000, 2_000];

type Options = {
  /** What is written, for the log: "facts". */
  what: string;
  progress: Progress;
  meters: Pick<LedgerMeters, 'restarts'>;
  log: Log;
  signal: AbortSignal;
  /** Follows a stream from the positions that are stored, until told to stop. Calls back whenever PostgreSQL has answered. */
  follow: (onAnswer: () => void) => Promise<void>;
};

/** Follows until told to stop: whatever fails, it begins again from what is stored, so that nothing is lost or doubled, wherever it was cut. */
export async function keepFollowing({ what, progress, meters, log, signal, follow }: Options): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    try {
      await follow(() => {
        progress.historyAnswers();
        if (failures > 0) log.info(`PostgreSQL takes ${what} again`);
        failures = 0;
      });
    } catch (err) {
      meters.restarts.inc();
      if (err instanceof PositionMoved) {
        log.warn({ err }, 'positions have moved; beginning again from what is stored');
        continue;
      }
      const why = explainHistoryFault(err);
      progress.historyFails(why, Date.now());
      // Once an outage: the health page tells the rest.
      if (failures === 0) log.error({ err }, `${why}; trying again`);
      await pause(BACK_OFF_MS[Math.min(failures, BACK_OFF_MS.length - 1)] ?? 0, signal);
      failures += 1;
    }
  }
}
