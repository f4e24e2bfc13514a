import type { HistoryTransaction } from '@watchfloor/history/connect';
import { findRestated, type Owner, putStale } from '@watchfloor/history/restatements';
import type { FactRow } from '@watchfloor/history/schema';
import type { FactEntry } from '@watchfloor/redis/fact-reader';
import { type Derived, deriveRows, ownerOf, ownerText } from './derive-rows.ts';

/**
 * Leaves out what is told of conversations and agents whose facts come from the archive, because a late event was taken in of which the keeper knows
 * nothing; and marks them to be told anew. So it is with the conversations of such agents, if more than his states is not known of one.
 */
export async function leaveRestated(trx: HistoryTransaction, entries: readonly FactEntry[], derived: Derived): Promise<Derived> {
  const rows = [...derived.rows.facts.stand.values(), ...derived.rows.facts.gone.values()];
  const asked = new Map<string, Owner>();
  for (const row of rows) for (const owner of ownersOf(row)) asked.set(ownerText(owner), owner);
  const restated = await findRestated(trx, [...asked.values()]);
  if (restated.length === 0) return derived;

  const names = new Set(restated.filter((owner) => !owner.states_only).map(ownerText));
  const stale = new Map<string, Owner>(restated.map((owner) => [ownerText(owner), owner]));
  for (const row of rows) {
    const [conversation, agent] = ownersOf(row);
    if (conversation && agent && names.has(ownerText(agent))) stale.set(ownerText(conversation), conversation);
  }
  const partitions = new Map(entries.flatMap(({ partition, batch }) => batch.floors.map(({ floor }) => [floor, partition] as const)));
  const changed_at = Date.now();
  await putStale(
    trx,
    [...stale.values()].map((owner) => ({ ...owner, partition: partitions.get(owner.floor) ?? 0, changed_at })),
  );
  return deriveRows(entries, new Set(stale.keys()));
}

/** A conversation's facts hang on the agent whom they name, too. */
function ownersOf(row: FactRow): Owner[] {
  const owner = ownerOf(row);
  if (!owner) return [];
  return row.conversation_id === null || row.agent_id === null ? [owner] : [owner, { floor: row.floor, subject: `a:${row.agent_id}` }];
}
