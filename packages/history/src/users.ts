import type { Role } from '@watchfloor/contracts/access';
import type { History } from './connect.ts';

export type User = { id: string; tenant: string; email: string; passwordHash: string; role: Role; createdAt: number };

export const userColumns = [
  'users.id as id',
  'users.tenant as tenant',
  'users.email as email',
  'users.password_hash as passwordHash',
  'users.role as role',
  'users.created_at as createdAt',
] as const;

/** Upper and lower case of an address are the same user. */
const plainEmail = (email: string): string => email.trim().toLowerCase();

export async function findUserByEmail(db: History, email: string): Promise<User | null> {
  // PostgreSQL refuses the character, so nobody has such an address.
  if (email.includes('\0')) return null;
  return (await db.selectFrom('users').select(userColumns).where('email', '=', plainEmail(email)).executeTakeFirst()) ?? null;
}

/** Makes the admin, or gives the user of that address this password, tenant and the role. `at`: epoch milliseconds, kept if he was there. */
export async function putAdmin(db: History, admin: { tenant: string; email: string; passwordHash: string; at: number }): Promise<User> {
  const changed = { tenant: admin.tenant, password_hash: admin.passwordHash, role: 'admin' as const };
  return db
    .insertInto('users')
    .values({ ...changed, email: plainEmail(admin.email), created_at: admin.at })
    .onConflict((conflict) => conflict.column('email').doUpdateSet(changed))
    .returning(userColumns)
    .executeTakeFirstOrThrow();
}
