import type { Role } from '@watchfloor/contracts/access';
import { findApiToken } from '@watchfloor/history/api-tokens';
import type { History } from '@watchfloor/history/connect';
import { findSession } from '@watchfloor/history/sessions';
import { digestOf } from './secret.ts';

export const SESSION_COOKIE = 'watchfloor_session';

/** Who is asking, and by what. */
export type Principal = { userId: string; email: string; tenant: string; role: Role; via: 'cookie' | 'token'; expiresAt: number | null };

export type Credentials = { cookie: string | undefined; bearer: string | undefined };

/** The one who holds these credentials at `now` (epoch ms); null when they are missing, wrong, expired or revoked. A token goes before a cookie. */
export async function authenticate(db: History, credentials: Credentials, now: number): Promise<Principal | null> {
  if (credentials.bearer !== undefined) {
    const found = await findApiToken(db, digestOf(credentials.bearer));
    return found && { ...who(found.user), via: 'token', expiresAt: null };
  }
  if (credentials.cookie === undefined) return null;
  const found = await findSession(db, digestOf(credentials.cookie), now);
  return found && { ...who(found.user), via: 'cookie', expiresAt: found.expiresAt };
}

const who = ({ id, email, tenant, role }: { id: string; email: string; tenant: string; role: Role }) => ({
  userId: id,
  email,
  tenant,
  role,
});

/** The token of an `Authorization: Bearer` header. */
export const bearerOf = (authorization: string | undefined): string | undefined => /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
