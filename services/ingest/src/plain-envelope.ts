import type { CloudEvent } from '@watchfloor/contracts/event';

/** Instants as nearly everyone writes them; a subset of what the schema takes (which also knows leap days). */
const INSTANT =
  /^\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

const isText = (value: unknown, most: number): boolean => typeof value === 'string' && value.length > 0 && value.length <= most;
const isTextOrAbsent = (value: unknown): boolean => value === undefined || typeof value === 'string';

/**
 * Is this beyond doubt what the schema CloudEvent takes as it is? Asked first because it costs a tenth. A no means nothing: ask the schema, which
 * also knows why. That a yes is one of the schema too is proven by a test.
 */
export function isPlainEnvelope(input: unknown): input is CloudEvent {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return false;
  const event = input as Record<keyof CloudEvent, unknown>;
  return (
    event.specversion === '1.0' &&
    isText(event.id, 256) &&
    isText(event.source, 512) &&
    isText(event.type, 256) &&
    isText(event.subject, 256) &&
    isTextOrAbsent(event.floor) &&
    isTextOrAbsent(event.datacontenttype) &&
    (event.traceparent === undefined || (typeof event.traceparent === 'string' && event.traceparent.length <= 64)) &&
    typeof event.time === 'string' &&
    INSTANT.test(event.time)
  );
}
