import { z } from 'zod';

/** An instant as people and APIs see it: RFC 3339 in UTC, milliseconds. Inside, instants are epoch milliseconds. */
export const Instant = z.iso.datetime({ offset: true }).meta({ id: 'Instant', description: 'RFC 3339 date-time' });
export type Instant = z.infer<typeof Instant>;

/** Epoch milliseconds of an RFC 3339 text, or NaN. */
export const epochMs = (text: string): number => Date.parse(text);

/** RFC 3339 in UTC of epoch milliseconds. */
export const instantOf = (ms: number): Instant => new Date(ms).toISOString();
