const DATE = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/;
const TIME = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,3})\d*)?)?$/;

/**
 * RFC 3339 for a local time: `$instant(date, time, zone)` or `$instant("date time", zone)` in a mapping.
 * `zone` is an offset such as +03:00 or an IANA name; a time that the clocks skipped or passed twice is taken as Temporal's "compatible".
 * @throws Error that names what is not a date, a time or a zone
 */
export function instant(...parts: unknown[]): string {
  const [date, time, zone] = parts.length === 2 ? [...splitDateTime(parts[0]), parts[1]] : parts;
  const day = DATE.exec(String(date ?? '').trim());
  if (!day) throw new Error(`$instant: ${JSON.stringify(date)} is not a date such as 1999-08-10`);
  const clock = readTime(time, '$instant');
  const local = `${day[1]}-${two(day[2])}-${two(day[3])}T${two(clock.hours)}:${two(clock.minutes)}:${two(clock.seconds)}.${String(clock.ms).padStart(3, '0')}`;
  return zoned(local, String(zone ?? '').trim());
}

/** Seconds since midnight of a time such as 0:01:26: `$seconds(time)` in a mapping. @throws Error when it is none */
export function seconds(time: unknown): number {
  const { hours, minutes, seconds, ms } = readTime(time, '$seconds');
  return hours * 3600 + minutes * 60 + seconds + ms / 1000;
}

const two = (part: string | number | undefined): string => String(part ?? 0).padStart(2, '0');

function splitDateTime(text: unknown): [string, string] {
  const [date = '', time = ''] = String(text ?? '')
    .trim()
    .split(/[T\s]+/);
  return [date, time];
}

function readTime(text: unknown, who: string): { hours: number; minutes: number; seconds: number; ms: number } {
  const found = TIME.exec(String(text ?? '').trim());
  const [hours, minutes, secs] = [Number(found?.[1]), Number(found?.[2]), Number(found?.[3] ?? 0)];
  if (!found || hours > 23 || minutes > 59 || secs > 59) throw new Error(`${who}: ${JSON.stringify(text)} is not a time such as 0:01:26`);
  return { hours, minutes, seconds: secs, ms: Number((found[4] ?? '').padEnd(3, '0')) };
}

function zoned(local: string, zone: string): string {
  try {
    return Temporal.PlainDateTime.from(local).toZonedDateTime(zone).toString({ timeZoneName: 'never', smallestUnit: 'millisecond' });
  } catch {
    throw new Error(
      `$instant: no such moment: ${local} in zone ${JSON.stringify(zone)} (an offset such as +08:00, or a name such as Asia/Shanghai)`,
    );
  }
}
