import { TYPE_PREFIX } from '@watchfloor/contracts/event';
import { compareTrueOrder } from '@watchfloor/core/order/true-order';
import type { Mapping } from './mapping.ts';
import type { Fault, Reading } from './source-record.ts';

/** An event ready to be sent, and where in the file it came from. `time` in epoch milliseconds, `json` and `bytes` as it goes out. */
export type RecordedEvent = { time: number; type: string; source: string; id: string; place: string; json: string; bytes: number };

/** A file read to its end: the events in true order, and what could not be used. */
export type Recording = { records: number; events: RecordedEvent[]; faults: Fault[] };

/** Reads everything, maps it, and sorts it first: a file in order of rows is mostly out of order in time. */
export async function readRecording(
  readings: AsyncIterable<Reading>,
  mapping: Mapping | undefined,
  signal?: AbortSignal,
): Promise<Recording> {
  const recording: Recording = { records: 0, events: [], faults: [] };
  for await (const reading of readings) {
    signal?.throwIfAborted();
    recording.records += 1;
    if ('fault' in reading) {
      recording.faults.push(reading.fault);
      continue;
    }
    const { record } = reading;
    try {
      const events = mapping ? await mapping.events(record) : [record.value];
      for (const [at, event] of events.entries()) {
        const place = events.length > 1 ? `${record.place}, event ${at + 1}` : record.place;
        const made = toEvent(event, place);
        if ('fault' in made) recording.faults.push(made.fault);
        else recording.events.push(made.event);
      }
    } catch (error) {
      recording.faults.push({ place: record.place, detail: error instanceof Error ? error.message : String(error) });
    }
  }
  recording.events.sort(compareTrueOrder);
  return recording;
}

/** Only what sorting needs is checked here; the receiver judges the rest. */
function toEvent(value: unknown, place: string): { event: RecordedEvent } | { fault: Fault } {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { fault: { place, detail: `not an event but ${kind(value)}` } };
  // The floor is the one that was asked for, whichever the recording came from.
  const { floor: _, ...event } = value as Record<string, unknown>;
  const id = typeof event.id === 'string' ? event.id : '';
  const time = typeof event.time === 'string' ? Date.parse(event.time) : Number.NaN;
  if (Number.isNaN(time)) {
    const detail = event.time === undefined ? 'time: required' : `time: ${JSON.stringify(event.time)} is not an RFC 3339 time`;
    return { fault: { place, ...(id ? { id } : {}), detail } };
  }
  const json = JSON.stringify(event);
  const type = String(event.type ?? '').replace(TYPE_PREFIX, '');
  return { event: { time, type, source: String(event.source ?? ''), id, place, json, bytes: Buffer.byteLength(json) } };
}

const kind = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'an array' : `a ${typeof value}`);
