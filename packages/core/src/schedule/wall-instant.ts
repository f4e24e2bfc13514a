/** A date of no zone in particular. */
export type PlainDate = Temporal.PlainDate;

/**
 * The first instant (epoch ms) at which the clocks of a zone have come to a time of day (`HH:MM`, 00:00 to 24:00) of a date: of a time that they repeat the
 * first, of one that they leave out the instant at which they do. So whatever begins before something else there, begins before it here.
 */
export function wallInstant(date: PlainDate, time: string, zone: string): number {
  const [hour, minute] = [Number(time.slice(0, 2)), Number(time.slice(3))];
  const wall = (hour === 24 ? date.add({ days: 1 }) : date).toPlainDateTime({ hour: hour % 24, minute });
  const found = wall.toZonedDateTime(zone);
  if (found.toPlainDateTime().equals(wall)) return found.epochMilliseconds;
  // It may be that instant itself, which is not before itself.
  return (found.add({ milliseconds: 1 }).getTimeZoneTransition('previous') ?? found).epochMilliseconds;
}

/** The date that the clocks of a zone show at an instant, epoch ms. */
export const dateAt = (at: number, zone: string): PlainDate =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();
