import type { Fact } from '@watchfloor/contracts/fact';
import { epochMs } from '@watchfloor/contracts/instant';
import type { HistoryTransaction } from '@watchfloor/history/connect';
import { findFloor } from '@watchfloor/history/floors';
import { insertRows } from '@watchfloor/history/insert-rows';
import { peopleOfAccount } from '@watchfloor/history/kept-settings';
import type { LateEventRow } from '@watchfloor/history/schema';
import type { FactEntry } from '@watchfloor/redis/fact-reader';

/** Of the past so much more than what is not sealed is looked at: days do not end when hours do. */
const MARGIN_MS = 2 * 86_400_000;
const HOUR_MS = 3_600_000;

type Mapped = Extract<Fact, { type: 'account.mapped' | 'account.unmapped' }>;

/**
 * A row of the account map holds live from the instant at which it is set. What the ledger holds of the account from before is to be told anew: the row is
 * noted like a late event, of the account and of everybody whose it ever was, from the first day that is not sealed on.
 */
export async function tellMappedAnew(trx: HistoryTransaction, entries: readonly FactEntry[]): Promise<void> {
  for (const { batch, partition } of entries) {
    for (const { floor, through, facts } of batch.floors) {
      const mapped = facts.filter((fact): fact is Mapped => /^account\.(un)?mapped$/.test(fact.type));
      for (const fact of mapped) {
        if (!reachesBack(fact)) continue;
        const noted = { floor, partition, noted_at: batch.committedAt, through: Math.max(through, fact.at) };
        await insertRows(trx, 'late_events', await lateRows(trx, fact, noted));
      }
    }
  }
}

/** A new row that begins when it is set changes nothing that was. */
const reachesBack = (fact: Mapped): boolean =>
  fact.type === 'account.unmapped' || fact.account.version > 1 || fact.account.from === null || epochMs(fact.account.from) < fact.at;

type Noted = Pick<LateEventRow, 'floor' | 'partition' | 'noted_at'> & { through: number };

async function lateRows(trx: HistoryTransaction, fact: Mapped, { through, ...noted }: Noted): Promise<LateEventRow[]> {
  const [tenant = '', name = ''] = noted.floor.split('/');
  const floor = await findFloor(trx, tenant, name);
  const isWall = floor?.clock !== 'event';
  const from = isWall ? Math.max(0, noted.noted_at - (floor?.sealAfterHours ?? 0) * HOUR_MS - MARGIN_MS) : 0;
  const { account, id } =
    fact.type === 'account.mapped' ? { account: fact.account.account, id: fact.account.id } : { account: fact.account, id: fact.accountId };
  const people = await peopleOfAccount(trx, { tenant, floor: name, account });
  // The first row of an account that nobody has heard of changes nothing that was.
  if (people.length <= 1 && isFirst(fact) && !(await isKnown(trx, noted.floor, account))) return [];
  const agents = new Set([account, ...people]);
  // From the one instant on figures may change; from the other on the keeper knows.
  return [...agents].flatMap((subject) =>
    [from, through].map((at) => ({ ...noted, at, source: '/settings', event_id: `${id} ${subject}`, type: fact.type, subject })),
  );
}

const isFirst = (fact: Mapped): boolean => fact.type === 'account.mapped' && fact.account.version === 1;

const isKnown = async (trx: HistoryTransaction, floor: string, account: string): Promise<boolean> =>
  (await trx.selectFrom('agents').select('id').where('floor', '=', floor).where('id', '=', account).executeTakeFirst()) !== undefined;
