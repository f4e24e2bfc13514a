/** Half-open, epoch milliseconds. */
export type Range = { from: number; to: number };

/** The hours of a zone that hold the instants from `first` to `last`, by its clock. */
export function hoursOf(zone: string, first: number, last: number): [Range, ...Range[]] {
  let start = Temporal.Instant.fromEpochMilliseconds(first).toZonedDateTimeISO(zone).round({ smallestUnit: 'hour', roundingMode: 'floor' });
  const next = (): Range => {
    const from = start.epochMilliseconds;
    start = start.add({ hours: 1 });
    return { from, to: start.epochMilliseconds };
  };
  const hours: [Range, ...Range[]] = [next()];
  while (start.epochMilliseconds <= last) hours.push(next());
  return hours;
}
