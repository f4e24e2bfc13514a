import { randomUUID } from 'node:crypto';
import { Account, AccountChange, NewAccount } from '@watchfloor/contracts/account';
import { findThing, listAccountsOf } from '@watchfloor/history/settings';
import { ProblemError } from '@watchfloor/runtime/problem';
import type { ZodServer } from './route-types.ts';
import { type FloorInHand, type SettingParts, thingRoutes } from './thing-routes.ts';

type Row = Omit<Account, 'version'>;

/** The account map of a floor: whose an account of the chat system is, and from when to when. */
export function accountRoutes(server: ZodServer, parts: SettingParts): void {
  thingRoutes(server, parts, {
    kind: 'account',
    path: 'accounts',
    one: 'account',
    Item: Account,
    New: NewAccount,
    Change: AccountChange,
    made: (row) => ({ id: randomUUID(), ...row }),
    changed({ version: _, ...now }, { account = now.account, personId = now.personId, from = now.from, to = now.to }) {
      if (account !== now.account) throw refusal('account', `cannot be changed, it is ${now.account}`);
      return { ...now, personId, from, to };
    },
    check: checkRow,
  });
}

/** @throws ProblemError 400 with the field for a stretch of no length or a person that there is not, 409 when the account is somebody's already. */
async function checkRow(row: Row, { trx, tenant, floor }: FloorInHand): Promise<void> {
  if (beginOf(row) >= endOf(row)) throw refusal('to', 'must be after from');
  if (!(await findThing(trx, { tenant, floor, kind: 'person', id: row.personId })))
    throw refusal('personId', `there is no person ${row.personId}`);
  const others = await listAccountsOf(trx, { tenant, floor, account: row.account });
  const taken = others.find((other) => other.id !== row.id && beginOf(other) < endOf(row) && beginOf(row) < endOf(other));
  if (taken)
    throw new ProblemError(
      409,
      `The account ${row.account} is ${taken.personId}'s from ${taken.from ?? 'ever'} to ${taken.to ?? 'further notice'}: end that first, or choose another time.`,
    );
}

const beginOf = ({ from }: Row): number => (from === null ? Number.NEGATIVE_INFINITY : Date.parse(from));
const endOf = ({ to }: Row): number => (to === null ? Number.POSITIVE_INFINITY : Date.parse(to));

/** A refusal that names the field, as a wrong shape is refused. */
function refusal(field: string, detail: string): ProblemError {
  const path = `body.${field}`;
  return new ProblemError(400, `${path}: ${detail}`, { extra: { errors: [{ path, detail }] } });
}
