/** A receiver may ask for an hour's patience at most. */
const LONGEST_WISH_MS = 3_600_000;

/** Whether a status that is not 2xx may be another one next time. A 4xx is the receiver's no, but for time-outs and too many requests. */
export const isWorthRetrying = (status: number): boolean =>
  status < 400 || status >= 500 || status === 408 || status === 425 || status === 429;

/** Milliseconds from `now` that a Retry-After header (RFC 9110: seconds or a date) asks for, at most an hour; null without one. */
export function retryAfterMs(header: string | string[] | undefined, now: number): number | null {
  const text = Array.isArray(header) ? header[0] : header;
  if (!text) return null;
  const ms = /^\d+$/.test(text.trim()) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), LONGEST_WISH_MS) : null;
}
