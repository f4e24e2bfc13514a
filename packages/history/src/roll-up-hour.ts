import { setImmediate as turn } from 'node:timers/promises';
import type { History, HistoryTransaction } from './connect.ts';
import { HOUR_MS } from './fact-hours.ts';
import { foldFacts, type Tallies } from './fold-facts.ts';
import { deleteRollups, holdFloor, insertRollups } from './rollups.ts';

/** Subjects written by one statement; then others have their turn. */
const SUBJECTS = 500;

/** The facts of a span changed while it was rolled up. */
class FactsChanged extends Error {
  override readonly name = 'FactsChanged';
}

/**
 * Rolls up the figures of one UTC hour of a floor. False when its facts changed meanwhile: then nothing was written, and it is to be done again.
 * Reads and writes while facts are recorded, and keeps the recording waiting for its last statement only.
 */
export async function rollUpHour(db: History, floor: string, hour: number): Promise<boolean> {
  const tallies: Tallies = new Map();
  const version = await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (trx) => {
      const row = await trx
        .selectFrom('fact_hours')
        .select('version')
        .where('floor', '=', floor)
        .where('hour', '=', hour)
        .executeTakeFirst();
      await foldFacts(trx, { floor, range: { from: hour, to: hour + HOUR_MS }, kind: '' }, tallies);
      return row?.version ?? 0;
    });
  return unlessChanged(db, async (trx) => {
    const span = { floor, tier: 'hour', start: hour } as const;
    await deleteRollups(trx, span);
    const all = [...tallies];
    for (let i = 0; i < all.length; i += SUBJECTS) {
      await insertRollups(trx, span, all.slice(i, i + SUBJECTS));
      await turn();
    }
    await holdFloor(trx, floor);
    const { numUpdatedRows } = await trx
      .updateTable('fact_hours')
      .set({ rolled: version })
      .where('floor', '=', floor)
      .where('hour', '=', hour)
      .where('version', '=', version)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  });
}

/** A transaction that is rolled back when `write` finds that the facts have changed. */
export async function unlessChanged(db: History, write: (trx: HistoryTransaction) => Promise<boolean>): Promise<boolean> {
  try {
    await db.transaction().execute(async (trx) => {
      if (!(await write(trx))) throw new FactsChanged();
    });
    return true;
  } catch (error) {
    if (error instanceof FactsChanged) return false;
    throw error;
  }
}
