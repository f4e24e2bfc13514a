import { CloudEvent, EventData, eventTypes, type LoggedEvent, TYPE_PREFIX } from '@watchfloor/contracts/event';
import type { FloorEntry } from '@watchfloor/contracts/floor';
import type { z } from 'zod';
import { maskText } from './mask-text.ts';

/** Live events further in the future than this are refused (metrics.md). */
export const FUTURE_MS = 60_000;
/** Fields whose text people wrote: numbers in them are masked before anything is stored. */
const WRITTEN_FIELDS = ['text', 'comment', 'customerName', 'name', 'topic'] as const;

/** Each type as senders name it. A map, because finding a property by a string that was just cut out of another is slow. */
const TYPES = new Map(eventTypes.map((short) => [`${TYPE_PREFIX}${short}`, { short, data: EventData[short] }]));

export type Checked = { event: LoggedEvent } | { detail: string; id?: string };

/** One zod issue as `path: reason`; a missing field is `required`. */
function describeIssue(issue: z.core.$ZodIssue, input: unknown, prefix = ''): string {
  const path = [prefix, ...issue.path.map(String)].filter(Boolean).join('.');
  const reason =
    valueAt(input, issue.path) === undefined && issue.code !== 'custom' ? 'required' : issue.message.replace(/^Invalid input: /, '');
  return path ? `${path}: ${reason}` : reason;
}

const valueAt = (input: unknown, path: PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined),
    input,
  );

const describe = (error: z.ZodError, input: unknown, prefix?: string): string =>
  error.issues.map((issue) => describeIssue(issue, input, prefix)).join('; ');

/**
 * Checks one CloudEvent and makes the event that goes into the log: known fields only, numbers in texts masked, instants in epoch ms.
 * `floor` is decided by the caller. Never throws for bad input: the detail names the field and what is wrong.
 */
export function checkEvent(
  input: unknown,
  at: { tenant: string; floorOf: (attribute: string | undefined) => FloorEntry | string; received: number },
): Checked {
  const envelope = CloudEvent.safeParse(input);
  const id = idOf(input);
  const refuse = (detail: string): Checked => ({ detail, ...(id === undefined ? {} : { id }) });
  if (!envelope.success) return refuse(describe(envelope.error, input));
  const { type, time, source, subject } = envelope.data;
  const known = TYPES.get(type);
  if (!known) return refuse(`type: ${JSON.stringify(type.slice(0, 80))} is not an event type of Watchfloor`);
  const instant = Date.parse(time);
  if (!Number.isFinite(instant)) return refuse('time: not a date that exists');
  const floor = at.floorOf(envelope.data.floor);
  if (typeof floor === 'string') return refuse(floor);
  if (floor.clock === 'wall' && instant > at.received + FUTURE_MS) return refuse(`time: more than ${FUTURE_MS / 1000} s in the future`);
  const data = known.data.safeParse(envelope.data.data ?? {});
  if (!data.success) return refuse(describe(data.error, envelope.data.data ?? {}, 'data'));
  const event = {
    floor: `${at.tenant}/${floor.id}`,
    id: envelope.data.id,
    source,
    subject,
    time: instant,
    received: at.received,
    type: known.short,
    data: maskFields(data.data),
  };
  return { event: event as LoggedEvent };
}

function maskFields<T extends object>(data: T): T {
  const fields = data as Record<string, unknown>;
  for (const field of WRITTEN_FIELDS) {
    const value = fields[field];
    if (typeof value === 'string') fields[field] = maskText(value);
  }
  return data;
}

function idOf(input: unknown): string | undefined {
  if (typeof input !== 'object' || input === null || !('id' in input)) return undefined;
  return typeof input.id === 'string' ? input.id.slice(0, 256) : undefined;
}
