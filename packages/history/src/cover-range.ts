import { HOUR_MS, hourOf } from './fact-hours.ts';

/** Half-open, epoch milliseconds. */
export type Span = { from: number; to: number };
export type Tier = 'hour' | 'day' | 'month';
/** A part of a range: the figures rolled up of a whole span, or (`tier` null) facts that are still to be folded. */
export type Piece = Span & { tier: Tier | null };

/** What is rolled up of a floor: complete days and months, and every hour with facts, complete or not. An hour that is not named has none. */
export type Rolled = { spans: readonly (Span & { tier: 'day' | 'month' })[]; hours: ReadonlyMap<number, boolean> };

/** Cuts a range into the largest complete spans inside it and, between them, what has facts and none. In the order of time, none overlaps. */
export function coverRange(range: Span, { spans, hours }: Rolled): Piece[] {
  const byStart = new Map<number, Span & { tier: 'day' | 'month' }>();
  for (const span of spans) {
    if (span.from < range.from || span.to > range.to) continue;
    const known = byStart.get(span.from);
    if (!known || span.to > known.to) byStart.set(span.from, span);
  }
  const pieces: Piece[] = [];
  for (let at = range.from; at < range.to; ) {
    const span = byStart.get(at);
    if (span) pieces.push(span);
    else pushHour(pieces, at, Math.min(hourOf(at) + HOUR_MS, range.to), hours.get(hourOf(at)));
    at = span ? span.to : Math.min(hourOf(at) + HOUR_MS, range.to);
  }
  return pieces;
}

/** `complete`: undefined where there are no facts. Facts to be folded that are side by side become one piece. */
function pushHour(pieces: Piece[], from: number, to: number, complete: boolean | undefined): void {
  if (complete === undefined) return;
  if (complete && to - from === HOUR_MS) {
    pieces.push({ from, to, tier: 'hour' });
    return;
  }
  const last = pieces.at(-1);
  if (last?.tier === null && last.to === from) last.to = to;
  else pieces.push({ from, to, tier: null });
}
