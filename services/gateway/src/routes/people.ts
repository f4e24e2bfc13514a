import { NewPerson, Person, PersonChange } from '@watchfloor/contracts/person';
import { listAccountsOf } from '@watchfloor/history/settings';
import { ProblemError } from '@watchfloor/runtime/problem';
import type { ZodServer } from './route-types.ts';
import { type SettingParts, thingRoutes } from './thing-routes.ts';

/** People of a floor. One who still has accounts cannot be removed: whose would they be? */
export function peopleRoutes(server: ZodServer, parts: SettingParts): void {
  thingRoutes(server, parts, {
    kind: 'person',
    path: 'people',
    one: 'person',
    Item: Person,
    New: NewPerson,
    Change: PersonChange,
    made: ({ name, ...person }) => ({ ...person, name: name ?? person.id }),
    changed: (now, { name = now.name, teamId = now.teamId, hired = now.hired }) => ({ id: now.id, name: name ?? now.id, teamId, hired }),
    async checkRemoval({ id }, { trx, tenant, floor }) {
      const mapped = await listAccountsOf(trx, { tenant, floor, personId: id });
      const [open] = mapped.filter(({ to }) => to === null || Date.parse(to) > Date.now());
      if (open) throw new ProblemError(409, `The account ${open.account} is still mapped to ${id}: end that first.`);
    },
  });
}
