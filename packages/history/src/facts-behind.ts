import type { Fact } from '@watchfloor/contracts/fact';
import { idOfSubject, type SubjectKey } from '@watchfloor/core/window/subject';
import { type RawBuilder, sql } from 'kysely';
import type { HistoryTransaction } from './connect.ts';
import type { Span } from './cover-range.ts';
import { dayOf, HOUR_MS, hourOf } from './fact-hours.ts';

/** Facts of one read: between reads others have their turn. */
const PAGE = 500;

/** Where a fact stands in the order of this reading; null: at its beginning. */
export type FactPlace = { part: 'later' | 'inside'; at: number; key: string };
/** A fact; or that a whole hour is through, where whoever reads may well stop. */
export type FactBehind = { place: FactPlace; fact: Fact | null };
export type FactsAsked = { floor: string; range: Span; subject: SubjectKey; types: readonly Fact['type'][]; after: FactPlace | null };

type Row = { at: number; key: string; body: string };

/**
 * Facts of some types that may count for a subject in a range, the latest first, after a place: first those of later hours that count before their own
 * (see `EarlyFactRow`), then those of the hours of the range, hour by hour. Some have nothing to do with the subject or the range: `measuresOf`
 * knows.
 */
export async function* readFactsBehind(trx: HistoryTransaction, asked: FactsAsked): AsyncGenerator<FactBehind, void, void> {
  const { floor, range, after } = asked;
  if (asked.types.length === 0) return;
  const until = hourOf(range.to - 1) + HOUR_MS;
  if (after?.part !== 'inside') yield* laterFacts(trx, asked, until);
  const from = after?.part === 'inside' ? after : { at: until, key: '' };
  const { rows: hours } = await sql<{ hour: number }>`
    select hour from fact_hours where floor = ${floor} and hour >= ${hourOf(range.from)} and hour <= ${hourOf(from.at)} and hour < ${until}
    order by hour desc`.execute(trx);
  for (const { hour } of hours) {
    const start = Math.max(hour, range.from);
    const end = Math.min(hour + HOUR_MS, from.at);
    yield* pages(
      (place, limit) => {
        // Literals and not parameters: the server then sees which partition it needs before it looks at any.
        const before = place
          ? sql`at <= ${sql.lit(place.at)} and (at, key) < (${sql.lit(place.at)}, ${place.key})`
          : sql`at < ${sql.lit(end)}`;
        return sql<Row>`
          select at, key, body from facts where floor = ${floor} and at >= ${sql.lit(start)} and ${before}
            and type = any(${asked.types}::text[]) and ${mentions(asked.subject)}
          order by at desc, key desc limit ${limit}`;
      },
      { part: 'inside', trx, after: from.key !== '' && hour === hourOf(from.at) ? from : null },
    );
    yield { place: { part: 'inside', at: hour, key: '' }, fact: null };
  }
}

const laterFacts = (trx: HistoryTransaction, { floor, range, subject, types, after }: FactsAsked, until: number) =>
  pages(
    (place, limit) => sql<Row>`
      select at, key, body from early_facts where floor = ${floor} and day = ${dayOf(until - 1)} and at >= ${until} and first_at < ${range.to}
        and ${place ? sql`(at, key) < (${place.at}, ${place.key})` : sql`true`} and body like any(${types.map(bodyOf)}::text[]) and ${mentions(subject)}
      order by at desc, key desc limit ${limit}`,
    { part: 'later', trx, after },
  );

/** How the body of a fact of a type begins, as a pattern. */
const bodyOf = (type: Fact['type']): string => `{"type":"${type}"%`;

/** Is a subject named anywhere in the body? Many facts fall away before they are sent; that of another kind may have the same id. */
const mentions = (subject: SubjectKey): RawBuilder<unknown> =>
  subject.startsWith('f:') ? sql`true` : sql`position(${JSON.stringify(idOfSubject(subject))} in body) > 0`;

type Pages = { part: FactPlace['part']; trx: HistoryTransaction; after: { at: number; key: string } | null };

async function* pages(
  query: (place: { at: number; key: string } | null, limit: number) => RawBuilder<Row>,
  { part, trx, after }: Pages,
): AsyncGenerator<FactBehind, void, void> {
  for (let place = after; ; ) {
    const { rows } = await query(place, PAGE).execute(trx);
    for (const { at, key, body } of rows) yield { place: { part, at, key }, fact: JSON.parse(body) as Fact };
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    place = last;
  }
}
