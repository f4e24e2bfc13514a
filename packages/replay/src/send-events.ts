import type { Receipt } from '@watchfloor/contracts/ingest';
import { nextBatch } from './batches.ts';
import type { IngestClient } from './ingest-client.ts';
import type { Pace } from './pace.ts';
import type { RecordedEvent } from './recording.ts';
import type { Fault } from './source-record.ts';

/** What the receiver said so far. `sent` counts events that it answered for. */
export type Sent = { sent: number; accepted: number; duplicates: number; rejected: number; rejections: Fault[] };
export const nothingSent = (): Sent => ({ sent: 0, accepted: 0, duplicates: 0, rejected: 0, rejections: [] });

/**
 * Sends events in their order, the next batch only after the last was answered: what arrives in order needs no repair.
 * `sent` grows as it goes, so that an interrupted replay can tell how far it came.
 */
export async function sendEvents(
  { events, client, pace, signal }: { events: RecordedEvent[]; client: IngestClient; pace: Pace; signal: AbortSignal },
  sent: Sent,
  onBatch: () => void,
): Promise<void> {
  for (let at = 0; at < events.length; ) {
    signal.throwIfAborted();
    const until = await pace(events[at]?.time ?? 0, signal);
    const batch = nextBatch(events, at, until);
    count(sent, batch, await client.send(batch, signal));
    at += batch.length;
    onBatch();
  }
}

function count(sent: Sent, batch: RecordedEvent[], receipt: Receipt): void {
  sent.sent += batch.length;
  sent.accepted += receipt.accepted;
  sent.duplicates += receipt.duplicates;
  sent.rejected += receipt.rejectedTotal ?? receipt.rejected.length;
  for (const { index, detail } of receipt.rejected) {
    const event = batch[index];
    sent.rejections.push({ place: event?.place ?? `event ${index}`, ...(event?.id ? { id: event.id } : {}), detail });
  }
}
