import type { Fact } from '@watchfloor/contracts/fact';
import type { HistoryTransaction } from '@watchfloor/history/connect';
import { sql } from 'kysely';

type Asked = { floor: string; id: string; from: number };

const factOf = ({ body }: { body: string }): Fact => JSON.parse(body) as Fact;
/** A literal and not a parameter: the server then sees which partitions it needs before it looks at any. */
const since = (from: number) => sql<boolean>`at >= ${sql.lit(from)}`;

/** Every fact of a conversation that is stored, from an instant on. */
export async function storedOfConversation(trx: HistoryTransaction, { floor, id, from }: Asked): Promise<Fact[]> {
  const facts = trx.selectFrom('facts').select('body').where('floor', '=', floor).where('conversation_id', '=', id);
  return (await facts.where(since(from)).execute()).map(factOf);
}

/** Every state that an agent has left, as it is stored, if it began at an instant or later. */
export async function storedOfAgent(trx: HistoryTransaction, { floor, id, from }: Asked): Promise<Fact[]> {
  const facts = trx
    .selectFrom('facts')
    .select('body')
    .where('floor', '=', floor)
    .where('agent_id', '=', id)
    .where('type', '=', 'status.ended');
  return (await facts.where(since(from)).execute()).map(factOf).filter((fact) => fact.type === 'status.ended' && fact.from >= from);
}
