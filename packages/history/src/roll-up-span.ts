import { setImmediate as turn } from 'node:timers/promises';
import { mergeTally } from '@watchfloor/core/measure/tally';
import { sql } from 'kysely';
import type { History, HistoryTransaction } from './connect.ts';
import type { Span } from './cover-range.ts';
import { type Tallies, tallyOf } from './fold-facts.ts';
import { unlessChanged } from './roll-up-hour.ts';
import { deleteRollups, holdFloor, insertRollups, type RollupSource, readRollups, readSubjects } from './rollups.ts';

/** Subjects put together at once. */
const SUBJECTS = 100;

type Request = { floor: string; tier: 'day' | 'month'; span: Span };

/**
 * Puts the figures of a day together from its hours, or of a month from its days. False when they are not all rolled up, or when facts changed
 * meanwhile: then nothing was written. Needs two connections.
 */
export async function rollUpSpan(db: History, { floor, tier, span }: Request): Promise<boolean> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (reading) => {
      const before = await stateOf(reading, floor, span);
      if (tier === 'day' ? !before.rolled : !before.done) return false;
      const source = await sourceOf(reading, { floor, tier, span });
      return unlessChanged(db, async (trx) => {
        const target = { floor, tier, start: span.from };
        await deleteRollups(trx, target);
        for await (const tallies of mergeSource(reading, source)) await insertRollups(trx, target, tallies);
        await holdFloor(trx, floor);
        const after = await stateOf(trx, floor, span);
        if (after.hours !== before.hours || after.versions !== before.versions || !after.rolled) return false;
        await complete(trx, { floor, tier, span });
        return true;
      });
    });
}

/** The hours with facts of a span: how many, how often they have changed, whether all are rolled up, and whether all are in a day. */
async function stateOf(trx: HistoryTransaction, floor: string, { from, to }: Span) {
  const { rows } = await sql<{ hours: number; versions: number; rolled: boolean; done: boolean }>`
    select count(*) as hours, coalesce(sum(version), 0)::bigint as versions, coalesce(bool_and(rolled = version), true) as rolled,
      coalesce(bool_and(not todo), true) as done
    from fact_hours where floor = ${floor} and hour >= ${from} and hour < ${to}`.execute(trx);
  return rows[0] ?? { hours: 0, versions: 0, rolled: false, done: false };
}

async function sourceOf(trx: HistoryTransaction, { floor, tier, span }: Request): Promise<RollupSource> {
  if (tier === 'month') {
    const days = await trx
      .selectFrom('rollup_spans')
      .select('start')
      .where('floor', '=', floor)
      .where('tier', '=', 'day')
      .where('start', '>=', span.from)
      .where('until', '<=', span.to)
      .execute();
    return { floor, tier: 'day', starts: days.map(({ start }) => start) };
  }
  const hours = await trx
    .selectFrom('fact_hours')
    .select('hour')
    .where('floor', '=', floor)
    .where('hour', '>=', span.from)
    .where('hour', '<', span.to)
    .execute();
  return { floor, tier: 'hour', starts: hours.map(({ hour }) => hour) };
}

async function* mergeSource(trx: HistoryTransaction, source: RollupSource): AsyncGenerator<Tallies, void, void> {
  const all = await readSubjects(trx, source, '');
  for (let i = 0; i < all.length; i += SUBJECTS) {
    const tallies: Tallies = new Map();
    const rollups = await readRollups(trx, source, { subjects: all.slice(i, i + SUBJECTS), customers: true });
    for (const { subject, tally } of rollups) {
      if (tallies.has(subject)) mergeTally(tallyOf(tallies, subject), tally);
      else tallies.set(subject, tally);
    }
    yield tallies;
    await turn();
  }
}

async function complete(trx: HistoryTransaction, { floor, tier, span }: Request): Promise<void> {
  await trx
    .insertInto('rollup_spans')
    .values({ floor, tier, start: span.from, until: span.to })
    .onConflict((conflict) => conflict.columns(['floor', 'start', 'tier']).doUpdateSet({ until: span.to, todo: true }))
    .execute();
  if (tier === 'day')
    await trx
      .updateTable('fact_hours')
      .set({ todo: false })
      .where('floor', '=', floor)
      .where('hour', '>=', span.from)
      .where('hour', '<', span.to)
      .where('todo', '=', true)
      .execute();
  else
    await trx
      .updateTable('rollup_spans')
      .set({ todo: false })
      .where('floor', '=', floor)
      .where('tier', '=', 'day')
      .where('start', '>=', span.from)
      .where('until', '<=', span.to)
      .execute();
}
