import { hash, verify } from '@node-rs/argon2';
import { FIRST_TENANT } from '@watchfloor/contracts/settings';
import type { History } from '@watchfloor/history/connect';
import { findUserByEmail, putAdmin } from '@watchfloor/history/users';

/** Argon2id with the library's parameters (19 MiB, 2 passes: OWASP's minimum). */
export const hashPassword = (password: string): Promise<string> => hash(password);

export const verifyPassword = (digest: string, password: string): Promise<boolean> => verify(digest, password).catch(() => false);

/** Makes the first admin, or gives the one of that address the password of the settings. True when something was written. */
export async function ensureAdmin(db: History, admin: { email: string; password: string }): Promise<boolean> {
  const user = await findUserByEmail(db, admin.email);
  if (user?.role === 'admin' && (await verifyPassword(user.passwordHash, admin.password))) return false;
  await putAdmin(db, { tenant: FIRST_TENANT, email: admin.email, passwordHash: await hashPassword(admin.password), at: Date.now() });
  return true;
}
