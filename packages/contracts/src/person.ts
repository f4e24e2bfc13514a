import { z } from 'zod';
import { plainText } from './plain-text.ts';
import { expectedVersion } from './team.ts';

const settings = {
  name: plainText(120),
  teamId: plainText(128).nullable(),
  hired: z.iso.date().nullable(),
};

/** Somebody who works on a floor, under whatever accounts. */
export const Person = z.object({ id: plainText(128), ...settings, version: z.int() }).meta({ id: 'Person' });
export type Person = z.infer<typeof Person>;

/** What `POST …/people` takes: the name falls back to the id. */
export const NewPerson = z
  .strictObject({
    id: Person.shape.id,
    name: settings.name.optional(),
    teamId: settings.teamId.default(null),
    hired: settings.hired.default(null),
  })
  .meta({ id: 'NewPerson' });
export type NewPerson = z.infer<typeof NewPerson>;

/** Any part of a person; what is absent stays, null clears. */
export const PersonChange = z
  .strictObject({
    id: Person.shape.id,
    version: expectedVersion,
    name: settings.name.nullable(),
    teamId: settings.teamId,
    hired: settings.hired,
  })
  .partial()
  .meta({ id: 'PersonChange' });
export type PersonChange = z.infer<typeof PersonChange>;
