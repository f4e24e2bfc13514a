import type { Fact } from '@watchfloor/contracts/fact';
import { markCustomers, marksOfFacts } from '@watchfloor/history/cohort-marks';
import type { HistoryTransaction } from '@watchfloor/history/connect';
import { touchHours } from '@watchfloor/history/fact-hours';
import { deleteEarlyFacts, deleteFacts, insertEarlyFacts, insertFacts } from '@watchfloor/history/fact-rows';
import type { EarlyFactRow, FactRow } from '@watchfloor/history/schema';
import { earlyRows, factRow, hoursOf } from './fact-row.ts';

type Change = { added: Fact[]; gone: Fact[]; restated: boolean };

/** Takes facts of a floor out and puts others in; figures that were rolled up of them hold no more. Their days must have partitions. */
export async function changeFacts(trx: HistoryTransaction, floor: string, { added, gone, restated }: Change): Promise<void> {
  if (added.length + gone.length === 0) return;
  const out = rowsOf(floor, gone);
  const into = rowsOf(floor, added);
  // Whoever completes the figures of a span waits here, or this waits for him.
  await trx.selectFrom('floor_through').select('floor').where('floor', '=', floor).forUpdate().execute();
  await touchHours(trx, new Map([[floor, new Set([...out.hours, ...into.hours])]]));
  await deleteFacts(trx, out.facts);
  await deleteEarlyFacts(trx, out.early);
  await insertFacts(trx, into.facts, { restated });
  await insertEarlyFacts(trx, into.early);
  await markCustomers(trx, marksOfFacts([...out.facts, ...into.facts]));
}

function rowsOf(floor: string, facts: readonly Fact[]): { facts: FactRow[]; early: EarlyFactRow[]; hours: number[] } {
  const rows = facts.flatMap((fact) => {
    const row = factRow(floor, fact);
    return row ? [{ fact, row }] : [];
  });
  return {
    facts: rows.map(({ row }) => row),
    early: rows.flatMap(({ fact, row }) => earlyRows(row, fact)),
    hours: rows.flatMap(({ fact, row }) => hoursOf(row, fact)),
  };
}
