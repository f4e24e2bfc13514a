import { LATENESS_BOUND_MS } from '@watchfloor/core/floor/lateness';
import type { HistoryTransaction } from '@watchfloor/history/connect';
import { subjectEvents } from '@watchfloor/history/read-archive';
import { findRestatedSubject, forgetRestated, keepRestated, putStale } from '@watchfloor/history/restatements';
import type { LateEventRow, RestatedSubjectRow } from '@watchfloor/history/schema';
import { sql } from 'kysely';

/** Nobody holds a conversation for longer without a word that names him. */
const HELD_MS = 12 * 3_600_000;

type Kept = Pick<RestatedSubjectRow, 'floor' | 'subject' | 'partition' | 'live' | 'changed_at'>;

/**
 * After late changes of an agent's status his conversations are told anew too: handle times leave out his suspensions, and figures count for his
 * team. Until a change has come in time the keeper does not know his state; from then on it can be relied on, and the agent is forgotten here.
 */
export async function keepAgent(
  trx: HistoryTransaction,
  row: Kept,
  { late, isWall, accounts }: { late: readonly LateEventRow[]; isWall: boolean; accounts: ReadonlySet<string> },
): Promise<void> {
  const { floor, subject } = row;
  const before = await findRestatedSubject(trx, floor, subject);
  const from = Math.min(before?.late_from ?? Number.MAX_SAFE_INTEGER, ...late.map(({ at }) => at));
  const through = Math.max(before?.late_through ?? 0, ...late.map(({ at }) => at));
  const isOver = isWall && late.length === 0 && (await isKnownSince(trx, row, { accounts, through }));
  if (late.length > 0 || isOver) await putStale(trx, await conversationsOf(trx, row, from));
  if (isOver) await forgetRestated(trx, floor, subject);
  else {
    // From where a row of the account map holds the keeper goes by it.
    const states_only = (before?.states_only ?? true) && late.every(({ type }) => isMapping(type));
    await keepRestated(trx, { ...row, late_from: from, late_through: through, states_only });
  }
}

/** Is it about the account map, and no event of an account? */
export const isMapping = (type: string): boolean => type === 'account.mapped' || type === 'account.unmapped';

type Since = { accounts: ReadonlySet<string>; through: number };

/** Has a change of one of his accounts come in time after the last late one, and are the facts recorded beyond it? */
async function isKnownSince(trx: HistoryTransaction, { floor }: Kept, { accounts, through }: Since): Promise<boolean> {
  const recorded = await trx.selectFrom('floor_through').select('through').where('floor', '=', floor).executeTakeFirst();
  for (const subject of accounts) {
    const changes = await subjectEvents(trx, { floorKey: floor, subject, fromMs: through + 1 })
      .where('type', '=', 'agent.status')
      .where(sql<boolean>`received - at <= ${LATENESS_BOUND_MS}`)
      .limit(1)
      .execute();
    const [next] = changes;
    if (next && recorded !== undefined && recorded.through > next.at) return true;
  }
  return false;
}

/** Conversations that an agent held or answered in, from an instant on. */
async function conversationsOf(trx: HistoryTransaction, { floor, subject, partition, changed_at }: Kept, from: number) {
  const found = await trx
    .selectFrom('facts')
    .select('conversation_id')
    .distinct()
    .where('floor', '=', floor)
    .where(sql<boolean>`at >= ${sql.lit(from - HELD_MS)}`)
    .where('agent_id', '=', subject.slice(2))
    .where('conversation_id', 'is not', null)
    .execute();
  return found.map(({ conversation_id }) => ({ floor, subject: `c:${conversation_id}`, partition, changed_at }));
}
