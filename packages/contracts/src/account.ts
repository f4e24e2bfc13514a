import { z } from 'zod';
import { Instant } from './instant.ts';
import { plainText } from './plain-text.ts';
import { expectedVersion } from './team.ts';

const settings = {
  personId: plainText(128),
  from: Instant.nullable().meta({ description: 'null: since ever' }),
  to: Instant.nullable().meta({ description: 'null: until further notice; half-open' }),
};

/** Whose an account of the chat system (the `agentId` of events) is, from one instant to another. */
export const Account = z
  .object({ id: z.uuid(), account: z.string().min(1).max(256), ...settings, version: z.int() })
  .meta({ id: 'Account' });
export type Account = z.infer<typeof Account>;

/** What `POST …/accounts` takes. */
export const NewAccount = z
  .strictObject({ account: plainText(256), personId: settings.personId, from: settings.from.default(null), to: settings.to.default(null) })
  .meta({ id: 'NewAccount' });
export type NewAccount = z.infer<typeof NewAccount>;

/** Any part of a row of the account map but the account itself; what is absent stays, null opens an end. */
export const AccountChange = z
  .strictObject({ id: z.uuid(), account: Account.shape.account, version: expectedVersion, ...settings })
  .partial()
  .meta({ id: 'AccountChange' });
export type AccountChange = z.infer<typeof AccountChange>;
