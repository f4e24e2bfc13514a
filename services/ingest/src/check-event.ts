import { CloudEvent, EventData, eventTypes, type LoggedEvent, TYPE_PREFIX } from '@watchfloor/contracts/event';
import type { FloorEntry } from '@watchfloor/contracts/floor';
import type { z } from 'zod';
import { maskText } from './mask-text.ts';
import { isPlainEnvelope } from './plain-envelope.ts';

/** Live events further in the future than this are refused (metrics.md). */
export const FUTURE_MS = 60_000;
/** Fields whose text people wrote: numbers in them are masked before anything is stored. */
const WRITTEN_FIELDS = ['text', 'comment', 'customerName', 'name', 'topic'] as const;

/** Each type as senders name it. A map, because finding a property by a string that was just cut out of another is slow. */
const TYPES = new Map(eventTypes.map((short) => [`${TYPE_PREFIX}${short}`, { short, data: EventData[short] }]));

/** Milliseconds of an instant; the events of a batch often have the same one. */
const instants = {
  text: '',
  ms: Number.NaN,
  of(text: string): number {
    if (text !== this.text) {
      this.text = text;
      this.ms = Date.parse(text);
    }
    return this.ms;
  },
};

/** A floor that may be written to, with its key `tenant/floor` and its partition. */
export type AdmittedFloor = { entry: FloorEntry; key: string; partition: number };

export type Checked = { event: LoggedEvent; partition: number } | { detail: string; id?: string };

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
  at: { floorOf: (attribute: string | undefined) => AdmittedFloor | string; received: number },
): Checked {
  let envelope: CloudEvent;
  if (isPlainEnvelope(input)) envelope = input;
  else {
    const parsed = CloudEvent.safeParse(input);
    if (!parsed.success) return refuse(input, describe(parsed.error, input));
    envelope = parsed.data;
  }
  const { id, type, time, source, subject } = envelope;
  const known = TYPES.get(type);
  if (!known) return refuse(input, `type: ${JSON.stringify(type.slice(0, 80))} is not an event type of Watchfloor`);
  const instant = instants.of(time);
  if (!Number.isFinite(instant)) return refuse(input, 'time: not a date that exists');
  const floor = at.floorOf(envelope.floor);
  if (typeof floor === 'string') return refuse(input, floor);
  if (floor.entry.clock === 'wall' && instant > at.received + FUTURE_MS)
    return refuse(input, `time: more than ${FUTURE_MS / 1000} s in the future`);
  const given = envelope.data ?? {};
  const data = known.data.safeParse(given);
  if (!data.success) return refuse(input, describe(data.error, given, 'data'));
  const event = {
    floor: floor.key,
    id,
    source,
    subject,
    time: instant,
    received: at.received,
    type: known.short,
    data: maskFields(data.data),
  };
  return { event: event as LoggedEvent, partition: floor.partition };
}

function refuse(input: unknown, detail: string): Checked {
  const id = idOf(input);
  return id === undefined ? { detail } : { detail, id };
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
