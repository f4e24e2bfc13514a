import { setTimeout as sleep } from 'node:timers/promises';
import { Progress, Receipt } from '@watchfloor/contracts/ingest';
import { call, problem } from './call.ts';
import type { Connection } from './connection.ts';
import type { RecordedEvent } from './recording.ts';
import { ReplayError } from './replay-error.ts';

const FLOOR_KNOWN_MS = 10_000;

/** The receiver, seen from a replay of one floor. */
export type IngestClient = {
  /** Sends a batch and waits until it is durable. */
  send: (events: RecordedEvent[], signal: AbortSignal) => Promise<Receipt>;
  /** What has come of the floor's events so far. */
  progress: (signal: AbortSignal) => Promise<Progress>;
};

/** @throws ReplayError from both calls when the key is refused or the receiver answers nonsense */
export function connectIngest({ ingest, ingestKey }: Connection, floor: string): IngestClient {
  const authorization = `Bearer ${ingestKey}`;
  const query = new URLSearchParams({ floor });
  return {
    send: async (events, signal) => {
      const body = `[${events.map(({ json }) => json).join(',')}]`;
      const headers = { authorization, 'content-type': 'application/cloudevents-batch+json' };
      const answer = await call(`${ingest}/v1/events?${query}`, { method: 'POST', headers, body }, signal);
      const receipt = Receipt.safeParse(answer.body);
      if (receipt.success && (answer.status === 202 || answer.status === 422)) return receipt.data;
      throw new ReplayError(`the receiver refused a batch (${events[0]?.place} and on): ${problem(answer)}`);
    },
    progress: async (signal) => {
      const giveUpAt = Date.now() + FLOOR_KNOWN_MS;
      for (;;) {
        const answer = await call(`${ingest}/v1/floors/${encodeURIComponent(floor)}/progress`, { headers: { authorization } }, signal);
        const progress = Progress.safeParse(answer.body);
        if (answer.status === 200 && progress.success) return progress.data;
        // A floor made a moment ago reaches the receiver a moment later; sending before would make another one, on the wall clock.
        if (answer.status !== 404 || Date.now() > giveUpAt)
          throw new ReplayError(`the receiver does not tell its progress: ${problem(answer)}`);
        await sleep(100, undefined, { signal });
      }
    },
  };
}
