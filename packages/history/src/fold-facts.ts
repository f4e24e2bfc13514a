import type { Fact } from '@watchfloor/contracts/fact';
import { measuresOf } from '@watchfloor/core/measure/measures-of';
import { addMeasure, emptyTally, type Tally } from '@watchfloor/core/measure/tally';
import type { SubjectKey } from '@watchfloor/core/window/subject';
import { type QueryResult, type RawBuilder, sql } from 'kysely';
import type { HistoryTransaction } from './connect.ts';
import type { Span } from './cover-range.ts';
import { dayOf, HOUR_MS, hourOf } from './fact-hours.ts';
import type { FactRow } from './schema.ts';

/** Facts of one read: between reads others have their turn. */
const PAGE = 2_000;

export type Tallies = Map<SubjectKey, Tally>;

/** The tally of a subject, made when it is first needed. */
export function tallyOf(tallies: Tallies, subject: SubjectKey): Tally {
  let tally = tallies.get(subject);
  if (!tally) {
    tally = emptyTally();
    tallies.set(subject, tally);
  }
  return tally;
}

/** Adds to `tallies` what the facts of a floor count in a range, for the subjects whose key begins with `kind` ('' for all). */
export async function foldFacts(
  trx: HistoryTransaction,
  { floor, range, kind }: { floor: string; range: Span; kind: string },
  tallies: Tallies,
): Promise<void> {
  for await (const fact of readFacts(trx, floor, range)) {
    for (const measure of measuresOf(fact, range))
      if (measure.subject.startsWith(kind)) addMeasure(tallyOf(tallies, measure.subject), measure);
  }
}

/**
 * Every fact of a floor that may count in a range, and some that do not. Facts of the hours of the range stand under their own instant; those of
 * later hours that count before their own stand under the day of the last hour of the range (see `EarlyFactRow`).
 */
async function* readFacts(trx: HistoryTransaction, floor: string, { from, to }: Span): AsyncGenerator<Fact, void, void> {
  const until = hourOf(to - 1) + HOUR_MS;
  // Literals and not parameters: the server then sees which partitions it needs before it looks at any.
  let after: Pick<FactRow, 'at' | 'key'> | null = null;
  for (;;) {
    const since: RawBuilder<unknown> = after
      ? sql`(at, key) > (${sql.lit(after.at)}, ${after.key}) and at >= ${sql.lit(after.at)}`
      : sql`at >= ${sql.lit(from)}`;
    const { rows }: QueryResult<Pick<FactRow, 'at' | 'key' | 'body'>> = await sql<Pick<FactRow, 'at' | 'key' | 'body'>>`
      select at, key, body from facts where floor = ${floor} and ${since} and at < ${sql.lit(until)} order by at, key limit ${PAGE}`.execute(
      trx,
    );
    for (const { body } of rows) yield JSON.parse(body) as Fact;
    const last: Pick<FactRow, 'at' | 'key'> | undefined = rows.at(-1);
    if (!last || rows.length < PAGE) break;
    after = last;
  }
  const { rows } = await sql<{ body: string }>`
    select body from early_facts where floor = ${floor} and day = ${dayOf(until - 1)} and at >= ${until} and first_at < ${to}`.execute(trx);
  for (const { body } of rows) yield JSON.parse(body) as Fact;
}
