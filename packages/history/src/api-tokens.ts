import type { History } from './connect.ts';
import { type User, userColumns } from './users.ts';
import { isUuid } from './uuid.ts';

/** A token as its owner sees it afterwards: the prefix tells it from others. Instants are epoch milliseconds. */
export type ApiToken = { id: string; name: string; prefix: string; createdAt: number; revokedAt: number | null };
/** `digest`: SHA-256 of the token. */
export type NewApiToken = { digest: Buffer; prefix: string; name: string; userId: string; createdAt: number };

const columns = ['id', 'name', 'prefix', 'created_at as createdAt', 'revoked_at as revokedAt'] as const;

export async function createApiToken(db: History, token: NewApiToken): Promise<ApiToken> {
  return db
    .insertInto('api_tokens')
    .values({
      digest: token.digest,
      prefix: token.prefix,
      name: token.name,
      user_id: token.userId,
      created_at: token.createdAt,
      revoked_at: null,
    })
    .returning(columns)
    .executeTakeFirstOrThrow();
}

/** The token and its user, unless it was revoked. */
export async function findApiToken(db: History, digest: Buffer): Promise<{ tokenId: string; user: User } | null> {
  const row = await db
    .selectFrom('api_tokens')
    .innerJoin('users', 'users.id', 'api_tokens.user_id')
    .select([...userColumns, 'api_tokens.id as tokenId'])
    .where('api_tokens.digest', '=', digest)
    .where('api_tokens.revoked_at', 'is', null)
    .executeTakeFirst();
  if (!row) return null;
  const { tokenId, ...user } = row;
  return { tokenId, user };
}

/** A user's tokens, oldest first, revoked ones too. */
export async function listApiTokens(db: History, userId: string): Promise<ApiToken[]> {
  return db.selectFrom('api_tokens').select(columns).where('user_id', '=', userId).orderBy('created_at').orderBy('id').execute();
}

/** Ends a token of this user; false when there is none that still holds. */
export async function revokeApiToken(db: History, token: { id: string; userId: string; at: number }): Promise<boolean> {
  if (!isUuid(token.id)) return false;
  const { numUpdatedRows } = await db
    .updateTable('api_tokens')
    .set({ revoked_at: token.at })
    .where('id', '=', token.id)
    .where('user_id', '=', token.userId)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
