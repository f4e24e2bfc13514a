import type { History } from './connect.ts';
import { type User, userColumns } from './users.ts';

/** `digest`: SHA-256 of the cookie's value. Instants are epoch milliseconds. */
export type NewSession = { digest: Buffer; userId: string; createdAt: number; expiresAt: number };

export async function createSession(db: History, session: NewSession): Promise<void> {
  await db
    .insertInto('sessions')
    .values({ digest: session.digest, user_id: session.userId, created_at: session.createdAt, expires_at: session.expiresAt })
    .execute();
}

/** The session and its user, if it has not expired at `now`. */
export async function findSession(db: History, digest: Buffer, now: number): Promise<{ user: User; expiresAt: number } | null> {
  const row = await db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .select([...userColumns, 'sessions.expires_at as expiresAt'])
    .where('sessions.digest', '=', digest)
    .where('sessions.expires_at', '>', now)
    .executeTakeFirst();
  if (!row) return null;
  const { expiresAt, ...user } = row;
  return { user, expiresAt };
}

/** Signs out; true when there was such a session. */
export async function deleteSession(db: History, digest: Buffer): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('sessions').where('digest', '=', digest).executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Takes away what has expired at `now`; how many those were. */
export async function sweepSessions(db: History, now: number): Promise<number> {
  const { numDeletedRows } = await db.deleteFrom('sessions').where('expires_at', '<=', now).executeTakeFirst();
  return Number(numDeletedRows);
}
