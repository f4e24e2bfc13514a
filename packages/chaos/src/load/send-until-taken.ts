import { setTimeout as wait } from 'node:timers/promises';
import { Receipt } from '@watchfloor/contracts/ingest';
import type { SentEvent } from './story.ts';
import type { Told } from './told.ts';

const TRY_AGAIN_MS = 100;
const ANSWER_WITHIN_MS = 12_000;
const BATCH = 'application/cloudevents-batch+json';

export type Receiver = { ingestUrl: string; key: string };

/** Sends a batch with the same ids again and again until it is told that it was taken, and notes every answer. @throws when aborted. */
export async function sendUntilTaken({ ingestUrl, key }: Receiver, told: Told, events: SentEvent[], signal: AbortSignal): Promise<void> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': BATCH };
  const body = JSON.stringify(events);
  for (let tries = 1; ; tries += 1) {
    signal.throwIfAborted();
    const sentAt = Date.now();
    told.sent += events.length;
    if (tries === 2) told.batchesRepeated += 1;
    const note = (status: number, retryAfter: string | null) => told.answers.push({ sentAt, answeredAt: Date.now(), status, retryAfter });
    try {
      const answer = await fetch(`${ingestUrl}/v1/events`, {
        method: 'POST',
        headers,
        body,
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
      const text = await answer.text();
      note(answer.status, answer.headers.get('retry-after'));
      if (answer.status === 202) {
        const receipt = Receipt.parse(JSON.parse(text));
        if (receipt.accepted + receipt.duplicates === events.length) return told.take(events, receipt);
        told.surprises.push(`of ${events.length} events ${text.slice(0, 300)}`);
        return;
      }
      if (answer.status !== 503 && answer.status !== 429) told.surprises.push(`${answer.status} ${text.slice(0, 300)}`);
    } catch {
      note(0, null);
    }
    await wait(TRY_AGAIN_MS, undefined, { signal });
  }
}
