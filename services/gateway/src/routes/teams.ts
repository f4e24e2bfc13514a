import { NewTeam, Team, TeamChange } from '@watchfloor/contracts/team';
import type { ZodServer } from './route-types.ts';
import { type SettingParts, thingRoutes } from './thing-routes.ts';

/** Teams of a floor: names and roles for the ids that events carry. */
export function teamRoutes(server: ZodServer, parts: SettingParts): void {
  thingRoutes(server, parts, {
    kind: 'team',
    path: 'teams',
    one: 'team',
    Item: Team,
    New: NewTeam,
    Change: TeamChange,
    made: ({ name, ...team }) => ({ ...team, name: name ?? team.id }),
    changed: (now, { name = now.name, role = now.role, lead = now.lead }) => ({
      id: now.id,
      name: name ?? now.id,
      role: role ?? 'other',
      lead,
    }),
  });
}
