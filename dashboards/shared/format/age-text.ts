/** An age in seconds, milliseconds in: a tenth while it is small, whole seconds from ten on. */
export function ageText(ms: number): string {
  const seconds = Math.max(0, ms) / 1_000;
  return seconds < 9.95 ? seconds.toFixed(1) : String(Math.floor(seconds + 0.05));
}
