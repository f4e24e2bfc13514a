import type { Fact } from '@watchfloor/contracts/fact';
import { displayName } from '@watchfloor/core/conversation/state';
import { sql } from 'kysely';
import type { HistoryTransaction } from './connect.ts';
import { DAY_MS } from './fact-hours.ts';

/** How long a conversation may have been open before anything is asked of it: who the customer is was said when it began. */
const LONGEST_OPEN_MS = 2 * DAY_MS;
/** What the customers of conversations are called, masked, by what is known of them around [from, to]. */
export async function readCustomerNames(
  trx: HistoryTransaction,
  { floor, ids, from, to }: { floor: string; ids: readonly string[]; from: number; to: number },
): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  if (ids.length === 0) return names;
  const { rows } = await sql<{ body: string }>`
    select body from facts where floor = ${floor} and conversation_id = any(${ids}::text[]) and type in ('episode.opened', 'round.closed')
      and at >= ${sql.lit(from - LONGEST_OPEN_MS)} and at <= ${sql.lit(to)} order by at`.execute(trx);
  for (const { body } of rows) {
    const fact = JSON.parse(body) as Fact;
    // A round tells the name as the board showed it, the beginning only who it is.
    if (fact.type === 'round.closed') names.set(fact.conversationId, fact.customer);
    else if (fact.type === 'episode.opened' && !names.has(fact.conversationId))
      names.set(fact.conversationId, displayName(undefined, fact.customerId));
  }
  return names;
}
