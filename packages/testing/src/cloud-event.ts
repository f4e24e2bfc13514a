import type { CloudEvent, EventType } from '@watchfloor/contracts/event';
import { TYPE_PREFIX } from '@watchfloor/contracts/event';

let made = 0;

export type EventParts = { floor: string; subject: string; data: Record<string, unknown>; at?: number; id?: string; source?: string };

/** A CloudEvent as a chat system would send it; `at` is epoch ms, now if absent. */
export function cloudEvent(type: EventType, { floor, subject, data, at = Date.now(), id, source = '/journey' }: EventParts): CloudEvent {
  made += 1;
  return {
    specversion: '1.0',
    id: id ?? `e-${process.pid}-${made}`,
    source,
    type: `${TYPE_PREFIX}${type}`,
    time: new Date(at).toISOString(),
    subject,
    floor,
    data,
  };
}
