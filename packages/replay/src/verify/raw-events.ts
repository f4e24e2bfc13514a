import { CloudEvent, EventData, isEventType, type LoggedEvent, TYPE_PREFIX } from '@watchfloor/contracts/event';
import type { RecordedEvent } from '../recording.ts';

/** The events of a recording that the contract lets in, but those whose `place` the receiver has refused. */
export function rawEvents(events: readonly RecordedEvent[], refused: ReadonlySet<string>): LoggedEvent[] {
  return events.flatMap(({ json, place }) => (refused.has(place) ? [] : (rawEvent(json) ?? [])));
}

function rawEvent(json: string): LoggedEvent | null {
  const envelope = CloudEvent.safeParse(JSON.parse(json));
  if (!envelope.success) return null;
  const { id, source, subject } = envelope.data;
  const type = envelope.data.type.slice(TYPE_PREFIX.length);
  if (!envelope.data.type.startsWith(TYPE_PREFIX) || !isEventType(type)) return null;
  const data = EventData[type].safeParse(envelope.data.data ?? {});
  const time = Date.parse(envelope.data.time);
  return data.success ? ({ floor: '', id, source, subject, type, time, received: time, data: data.data } as LoggedEvent) : null;
}
