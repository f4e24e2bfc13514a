import type { SettingEvent } from '@watchfloor/contracts/setting';
import { sql } from 'kysely';
import type { History } from './connect.ts';

/** The advisory lock of whoever empties the outbox: one at a time over all gateways, so that the order is kept. */
const OUTBOX_LOCK = 0x5e77;
/** A gateway that hangs in the middle must not hold up the others for ever. */
const HANG_MS = 5_000;
const AT_ONCE = 256;

/**
 * Hands the oldest events of the outbox to `send`, in their order, and takes them out once that is done: what is in the log when we die before
 * the end is sent again. Waits for another that is at it.
 * @returns how many were sent
 */
export async function emptyOutbox(db: History, send: (events: SettingEvent[]) => Promise<void>): Promise<number> {
  // Nearly always there is nothing to do, and nothing to wait for.
  if (!(await db.selectFrom('settings_outbox').select('id').limit(1).executeTakeFirst())) return 0;
  return db.transaction().execute(async (trx) => {
    await sql`select set_config('idle_in_transaction_session_timeout', ${String(HANG_MS)}, true)`.execute(trx);
    await sql`select pg_advisory_xact_lock(${OUTBOX_LOCK})`.execute(trx);
    const rows = await trx.selectFrom('settings_outbox').select(['id', 'event']).orderBy('id').limit(AT_ONCE).execute();
    if (rows.length === 0) return 0;
    await send(rows.map(({ event }) => event));
    await trx
      .deleteFrom('settings_outbox')
      .where(
        'id',
        'in',
        rows.map(({ id }) => id),
      )
      .execute();
    return rows.length;
  });
}

/** Is an event still in the outbox? */
export async function isInOutbox(db: History, id: number): Promise<boolean> {
  return (await db.selectFrom('settings_outbox').select('id').where('id', '=', id).executeTakeFirst()) !== undefined;
}

/** How many events wait. */
export async function countOutbox(db: History): Promise<number> {
  const { count } = await db
    .selectFrom('settings_outbox')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}
