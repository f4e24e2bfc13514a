import { z } from 'zod';
import { Instant } from './instant.ts';
import { plainText } from './plain-text.ts';

const DAY_MINUTES = 1_440;
const WEEK_MINUTES = 7 * DAY_MINUTES;

/** Times of day are wall-clock times in the floor's zone. */
export const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'HH:MM, 00:00 to 23:59');
const EndOfSpan = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'HH:MM, 00:00 to 24:00');

const Weekday = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']).meta({ id: 'Weekday' });

const spanFields = { from: TimeOfDay, to: EndOfSpan };
const isSomeTime = {
  test: ({ from, to }: { from: string; to: string }) => from !== to,
  error: { error: 'must differ from from', path: ['to'] },
};

/** A stretch of a day, half-open. */
export const Span = z
  .strictObject(spanFields)
  .refine(isSomeTime.test, isSomeTime.error)
  .meta({ id: 'Span', description: 'half-open; a `to` that is not after `from` lies on the next day' });
export type Span = z.infer<typeof Span>;

const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** Where a span begins and how long it lasts, minutes. */
function stretchOf({ from, to }: Span): { begin: number; length: number } {
  const begin = minutes(from);
  const end = minutes(to);
  return { begin, length: (end > begin ? end : end + DAY_MINUTES) - begin };
}

type Placed = { begin: number; length: number; path: (string | number)[] };

/** The paths of stretches that begin before the one before them has ended, on a ring of so many minutes (null: on a line). */
function overlaps(stretches: Placed[], ring: number | null): Placed['path'][] {
  const sorted = stretches.toSorted((a, b) => a.begin - b.begin);
  return sorted.flatMap((stretch, index) => {
    const before = sorted[index - 1] ?? (ring === null ? undefined : sorted.at(-1));
    if (before === undefined) return [];
    const end = before.begin + before.length - (index === 0 ? (ring ?? 0) : 0);
    return end > stretch.begin ? [stretch.path] : [];
  });
}

type Context = z.core.ParsePayload;
const complain = (context: Context, paths: Placed['path'][], message: string): void => {
  for (const path of paths) context.issues.push({ code: 'custom', message, path, input: context.value });
};

const spansOfDay = z.array(Span).max(12).default([]);
const week = { mon: spansOfDay, tue: spansOfDay, wed: spansOfDay, thu: spansOfDay, fri: spansOfDay, sat: spansOfDay, sun: spansOfDay };

/** A week of office hours: the spans that begin on each day. */
export const OfficeHours = z
  .strictObject(week)
  .check((context) => {
    const placed = Weekday.options.flatMap((day, number) =>
      context.value[day].map((span, index) => {
        const { begin, length } = stretchOf(span);
        return { begin: number * DAY_MINUTES + begin, length, path: [day, index] };
      }),
    );
    if (placed.length === 0) complain(context, [[]], 'no span in the whole week: null means always open');
    complain(context, overlaps(placed, WEEK_MINUTES), 'overlaps the span before it');
  })
  .meta({ id: 'OfficeHours', description: 'spans of each weekday in the zone of the floor; a day without spans is closed' });
export type OfficeHours = z.infer<typeof OfficeHours>;

export const Shift = z
  .strictObject({ id: plainText(64), name: plainText(120), ...spanFields, days: z.array(Weekday).min(1).max(7) })
  .refine(isSomeTime.test, isSomeTime.error)
  .refine(({ days }) => new Set(days).size === days.length, { error: 'a day stands there twice', path: ['days'] })
  .meta({ id: 'Shift', description: 'begins on these weekdays; a `to` that is not after `from` lies on the next day' });
export type Shift = z.infer<typeof Shift>;

/** A date that is not like its weekday: closed, or open at hours of its own (a working day made up for a holiday, 调休). */
export const Holiday = z
  .strictObject({ date: z.iso.date(), name: plainText(120), hours: z.array(Span).min(1).max(12).optional() })
  .check((context) => {
    const placed = (context.value.hours ?? []).map((span, index) => ({ ...stretchOf(span), path: ['hours', index] }));
    complain(context, overlaps(placed, null), 'overlaps the span before it');
  })
  .meta({ id: 'Holiday', description: 'without hours: closed that day; with: open then, whatever the weekday (make-up workdays)' });
export type Holiday = z.infer<typeof Holiday>;

/** A list in which no two items share what `key` gives; the later one is named in the error. */
export const uniqueBy = <T extends z.ZodType>(item: T, key: (item: z.output<T>) => string, what: string) =>
  z.array(item).check((context) => {
    const seen = new Set<string>();
    for (const [index, each] of context.value.entries()) {
      const name = key(each);
      if (seen.has(name)) complain(context, [[index, what]], 'stands there twice');
      seen.add(name);
    }
  });

/** Promotion mode: from one instant to another. */
export const Promotion = z
  .strictObject({ name: plainText(120), from: Instant, to: Instant })
  .refine(({ from, to }) => Date.parse(from) < Date.parse(to), { error: 'must be after from', path: ['to'] })
  .meta({ id: 'Promotion' });
export type Promotion = z.infer<typeof Promotion>;
