import { z } from 'zod';
import { FloorId } from './floor.ts';
import { Instant } from './instant.ts';
import { plainText } from './plain-text.ts';

export const Role = z.enum(['admin', 'manager', 'supervisor', 'ops', 'agent', 'client']);
export type Role = z.infer<typeof Role>;

export const SignIn = z.object({ email: z.string().min(3).max(254), password: z.string().min(1).max(1024) }).meta({ id: 'SignIn' });
export type SignIn = z.infer<typeof SignIn>;

export const Session = z.object({ email: z.string(), role: Role, tenant: z.string(), expiresAt: Instant }).meta({ id: 'Session' });
export type Session = z.infer<typeof Session>;

export const NewToken = z.object({ name: plainText(120) }).meta({ id: 'NewToken' });
export const CreatedToken = z
  .object({ id: z.string(), name: z.string(), prefix: z.string(), token: z.string().meta({ description: 'shown this once' }) })
  .meta({ id: 'CreatedToken' });

export const NewKey = z
  .object({ name: plainText(120), floors: z.array(FloorId).max(100).optional().meta({ description: 'absent: every floor of the tenant' }) })
  .meta({ id: 'NewKey' });
export const IngestKey = z
  .object({ id: z.string(), name: z.string(), prefix: z.string(), floors: z.array(z.string()).nullable(), createdAt: Instant })
  .meta({ id: 'IngestKey' });
export type IngestKey = z.infer<typeof IngestKey>;
export const CreatedKey = IngestKey.extend({ key: z.string().meta({ description: 'shown this once' }) }).meta({ id: 'CreatedKey' });

/** What the receiver knows of a key: the digest is its name. `createFloors`: unknown floors are made. */
export const KeyGrant = z.object({ tenant: z.string(), floors: z.array(z.string()).nullable(), createFloors: z.boolean() });
export type KeyGrant = z.infer<typeof KeyGrant>;
