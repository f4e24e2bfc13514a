import { ProblemError } from '@watchfloor/runtime/problem';
import { z } from 'zod';

/** Parts of a list of what is behind a figure, in this order: what has not ended, facts of later hours, facts of the range, customers. */
export const PARTS = ['open', 'later', 'inside', 'customers'] as const;
export type Part = (typeof PARTS)[number];
/** Where a page ends: what follows is of the same part and before (at, key), or of a later part. */
export type ExplainPlace = { part: Part; at: number; key: string };

/** Without the character that PostgreSQL's texts cannot hold. */
const Place = z.tuple([z.enum(PARTS), z.int(), z.string().refine((given) => !given.includes('\0'))]);

export const cursorOf = ({ part, at, key }: ExplainPlace): string => Buffer.from(JSON.stringify([part, at, key])).toString('base64url');

/** @throws ProblemError 400 for what is no cursor of ours. */
export function placeOf(cursor: string): ExplainPlace {
  try {
    const [part, at, key] = Place.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    return { part, at, key };
  } catch {
    throw new ProblemError(400, 'cursor: not a cursor of ours');
  }
}

/** Does a place come before what a page that ended at `after` goes on with? */
export const isDone = (part: Part, after: ExplainPlace | null): boolean =>
  after !== null && PARTS.indexOf(part) < PARTS.indexOf(after.part);
