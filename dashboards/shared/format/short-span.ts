/** A length of time in one unit, for a text such as `unit.minutes`. */
export type ShortSpan = { unit: 'seconds' | 'minutes' | 'hours'; value: number };

/** Milliseconds in the unit a person would say: seconds up to a minute, minutes up to three hours, then hours. */
export function shortSpan(ms: number): ShortSpan {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  if (seconds < 60) return { unit: 'seconds', value: seconds };
  const minutes = Math.floor(seconds / 60);
  if (minutes < 180) return { unit: 'minutes', value: minutes };
  return { unit: 'hours', value: Math.floor(minutes / 60) };
}
