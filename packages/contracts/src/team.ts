import { z } from 'zod';
import { plainText } from './plain-text.ts';

export const TeamRole = z.enum(['presales', 'aftersales', 'courier', 'phone', 'other']).meta({ id: 'TeamRole' });

/** The version that is being changed, if the caller wants to be sure of it: another current one is a 409. */
export const expectedVersion = z
  .int()
  .positive()
  .optional()
  .meta({ description: 'when given, the change is refused (409) unless this is the current version' });

const settings = {
  name: plainText(120),
  role: TeamRole,
  lead: plainText(128).nullable().meta({ description: 'the id of a person' }),
};

export const Team = z
  .object({ id: plainText(128).meta({ description: 'the teamId of events' }), ...settings, version: z.int() })
  .meta({ id: 'Team' });
export type Team = z.infer<typeof Team>;

/** What `POST …/teams` takes: the name falls back to the id. */
export const NewTeam = z
  .strictObject({
    id: Team.shape.id,
    name: settings.name.optional(),
    role: settings.role.default('other'),
    lead: settings.lead.default(null),
  })
  .meta({ id: 'NewTeam' });
export type NewTeam = z.infer<typeof NewTeam>;

/** Any part of a team; what is absent stays, null clears. */
export const TeamChange = z
  .strictObject({
    id: Team.shape.id,
    version: expectedVersion,
    name: settings.name.nullable(),
    role: settings.role.nullable(),
    lead: settings.lead,
  })
  .partial()
  .meta({ id: 'TeamChange' });
export type TeamChange = z.infer<typeof TeamChange>;
