import { FRAME_EVENTS } from '@watchfloor/contracts/event';
import type { RecordedEvent } from './recording.ts';

/** A body may have 1 MiB; some is left for brackets and commas. */
const BODY_BYTES = 900 * 1024;

/** The next batch from `from` on: at most a frame of events, at most a body of bytes, at least one event, none after `until`. */
export function nextBatch(events: RecordedEvent[], from: number, until = Number.POSITIVE_INFINITY): RecordedEvent[] {
  const batch: RecordedEvent[] = [];
  let bytes = 0;
  for (let at = from; at < events.length && batch.length < FRAME_EVENTS; at += 1) {
    const event = events[at];
    if (event === undefined || event.time > until) break;
    bytes += event.bytes + 1;
    if (bytes > BODY_BYTES && batch.length > 0) break;
    batch.push(event);
  }
  return batch;
}
