const formats = new Map<string, Intl.DateTimeFormat>();

/** `10:44:07` in a zone, from epoch milliseconds. Formats are kept: making one costs more than a hundred uses. */
export function timeOfDay(ms: number, zone: string): string {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
    formats.set(zone, format);
  }
  return format.format(ms);
}
