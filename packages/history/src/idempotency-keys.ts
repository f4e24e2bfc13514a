import { sql } from 'kysely';
import type { History } from './connect.ts';

/** So long an answer is remembered. */
const REMEMBER_MS = 24 * 3_600_000;
/** A request that has had no answer for so long died with its gateway: it may be done again. */
const UNDER_WAY_MS = 60_000;

/** A request of a user that carries a key. `digest`: SHA-256 of its body. */
export type KeyedRequest = { userId: string; route: string; key: string; digest: Buffer };

/** What is known of a request: `body` is the answer's text, null when it had none or was not kept. */
export type Earlier =
  | { outcome: 'new' }
  | { outcome: 'under way' }
  | { outcome: 'another body' }
  | { outcome: 'answered'; status: number; body: string | null };

/** Notes that a request is under way, unless one with its key is, or was answered within a day. `now`: epoch ms. */
export async function beginRequest(db: History, request: KeyedRequest, now: number): Promise<Earlier> {
  const { userId: user_id, route, key, digest } = request;
  const begun = await db
    .insertInto('idempotency_keys')
    .values({ user_id, route, key, digest, at: now, status: null, body: null })
    .onConflict((conflict) =>
      conflict
        .columns(['user_id', 'route', 'key'])
        .doUpdateSet({ digest, at: now, status: null, body: null })
        .where(
          sql<boolean>`idempotency_keys.at < case when idempotency_keys.status is null then ${now - UNDER_WAY_MS}::bigint else ${now - REMEMBER_MS}::bigint end`,
        ),
    )
    .returning('at')
    .executeTakeFirst();
  if (begun) return { outcome: 'new' };
  const earlier = await find(db, request).select(['digest', 'status', 'body']).executeTakeFirst();
  if (!earlier) return beginRequest(db, request, now);
  if (!earlier.digest.equals(digest)) return { outcome: 'another body' };
  return earlier.status === null ? { outcome: 'under way' } : { outcome: 'answered', status: earlier.status, body: earlier.body };
}

const find = (db: History, { userId, route, key }: KeyedRequest) =>
  db.selectFrom('idempotency_keys').where('user_id', '=', userId).where('route', '=', route).where('key', '=', key);

/** Remembers what a request was answered. */
export async function endRequest(
  db: History,
  { userId, route, key }: KeyedRequest,
  answer: { status: number; body: string | null },
): Promise<void> {
  await db
    .updateTable('idempotency_keys')
    .set(answer)
    .where('user_id', '=', userId)
    .where('route', '=', route)
    .where('key', '=', key)
    .execute();
}

/** Forgets a request that came to nothing: it may be tried again. */
export async function forgetRequest(db: History, { userId, route, key }: KeyedRequest): Promise<void> {
  await db.deleteFrom('idempotency_keys').where('user_id', '=', userId).where('route', '=', route).where('key', '=', key).execute();
}

/** Takes away what is too old to be asked for at `now` (epoch ms). */
export async function sweepRequests(db: History, now: number): Promise<void> {
  await db
    .deleteFrom('idempotency_keys')
    .where('at', '<', now - REMEMBER_MS)
    .execute();
}
