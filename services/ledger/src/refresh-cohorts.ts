import { hash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import type { CohortItem } from '@watchfloor/core/cohort/cohort-item';
import { cohortItems } from '@watchfloor/core/cohort/cohort-items';
import type { CohortRules } from '@watchfloor/core/cohort/cohort-rules';
import { deleteMarks, readMarks } from '@watchfloor/history/cohort-marks';
import { noteCohortProgress, readThroughs, takeCohortTurn } from '@watchfloor/history/cohort-progress';
import { changeItems, readItemRows } from '@watchfloor/history/cohort-rows';
import { keepTalks, readStories } from '@watchfloor/history/cohort-stories';
import type { History, HistoryTransaction } from '@watchfloor/history/connect';
import type { CohortItemRow, FloorThroughRow } from '@watchfloor/history/schema';
import { readCohortRules } from './read-cohort-rules.ts';

/** Marks of one transaction, and customers whose stories are read at once. */
const MARKS = 2_000;
const CUSTOMERS = 200;
/** Characters of a digest, six bits each. */
const KEY_LENGTH = 22;

/** `customers`: how many were counted anew; `more`: there are marks left. */
export type Refreshed = { customers: number; more: boolean };

/**
 * Counts customers anew of whom something has changed since the last time, the oldest changes first, in one transaction; null when somebody else is at it.
 * `now` is epoch ms; `throughs` is up to when everything is surely in, null when that is not known, what the facts say when absent. A customer is always counted as a whole, so it does not matter in which order changes came or how often they are seen to.
 */
export function refreshCohorts(db: History, now: number, throughs?: FloorThroughRow[] | null): Promise<Refreshed | null> {
  return db.transaction().execute(async (trx) => {
    if (!(await takeCohortTurn(trx))) return null;
    // Before the marks: what is in by then has left its mark.
    const counted = throughs === undefined ? await readThroughs(trx) : throughs;
    const marks = await readMarks(trx, MARKS);
    let customers = 0;
    await keepTalks(trx, marks);
    for (const [floor, mine] of Map.groupBy(marks, (mark) => mark.floor)) {
      const names = [...new Set(mine.map(({ customer }) => customer))];
      const rules = await readCohortRules(trx, floor);
      for (let from = 0; from < names.length; from += CUSTOMERS) {
        customers += await countAnew(trx, { floor, customers: names.slice(from, from + CUSTOMERS), rules });
        await turn();
      }
    }
    await deleteMarks(
      trx,
      marks.map(({ id }) => id),
    );
    const more = marks.length === MARKS;
    if (!more && counted) await noteCohortProgress(trx, counted, now);
    return { customers, more };
  });
}

type Anew = { floor: string; customers: readonly string[]; rules: CohortRules };

async function countAnew(trx: HistoryTransaction, { floor, customers, rules }: Anew): Promise<number> {
  const stories = await readStories(trx, { floor, customers });
  const told = [...stories].flatMap(([customer, story]) => cohortItems(story, rules).map((item) => rowOf(floor, customer, item)));
  const stored = await readItemRows(trx, { floor, customers });
  const nameOf = (row: CohortItemRow) => `${row.customer}\u0000${row.key}\u0000${row.body}`;
  const before = new Set(stored.map(nameOf));
  const after = new Set(told.map(nameOf));
  await changeItems(trx, {
    gone: stored.filter((row) => !after.has(nameOf(row))),
    added: told.filter((row) => !before.has(nameOf(row))),
  });
  return stories.size;
}

const rowOf = (floor: string, customer: string, item: CohortItem): CohortItemRow => ({
  floor,
  customer,
  key: hash('sha1', `${item.kind}\n${item.id}`, 'base64url').slice(0, KEY_LENGTH),
  at: item.at,
  body: JSON.stringify(item),
});
