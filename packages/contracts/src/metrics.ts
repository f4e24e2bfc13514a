import { z } from 'zod';
import { cohortFields } from './cohorts.ts';
import { figureFields } from './figures.ts';
import { Instant } from './instant.ts';
import { ProfileName } from './profile.ts';

export const MetricsBy = z.enum(['agent', 'team', 'shop', 'channel', 'floor']);
export type MetricsBy = z.infer<typeof MetricsBy>;

export const MetricsQuery = z
  .object({
    from: Instant,
    to: Instant,
    by: MetricsBy.default('floor'),
    bucket: z
      .enum(['hour', 'day', 'shift'])
      .optional()
      .meta({ description: 'a row for each hour or day of the floor, or for each time that one of its shifts takes place' }),
  })
  .refine((query) => Date.parse(query.from) < Date.parse(query.to), { error: 'must be after from', path: ['to'] });
export type MetricsQuery = z.infer<typeof MetricsQuery>;

/** One subject (and bucket) of `GET /floors/{floor}/metrics`; counts and sums exact, half-open [from, to). */
export const MetricsRow = z
  .object({
    key: z.string().meta({ description: 'id of the agent, team, shop or channel, or the floor' }),
    name: z.string(),
    bucket: Instant.optional().meta({ description: 'start of the hour, day or shift in the zone of the floor' }),
    shift: z.object({ id: z.string(), name: z.string() }).optional().meta({ description: 'of a row by shift: which one' }),
    ...figureFields,
    reception: z
      .object({
        handledByTeam: z.int().meta({ description: 'contacts handled by each of its people, added up' }),
        headcount: z.int().meta({ description: 'people of the team who handled somebody or were present in the range' }),
        share: z.number().nullable().meta({ description: 'handled / (handledByTeam / headcount): 1 is an equal share' }),
      })
      .optional()
      .meta({ id: 'Reception', description: 'share of reception; by agent only, and only of those in a team' }),
    ...cohortFields,
    restated: z
      .int()
      .min(0)
      .meta({ description: 'how often late events have changed it: what and why tells GET /floors/{floor}/restatements' }),
  })
  .meta({ id: 'MetricsRow' });
export type MetricsRow = z.infer<typeof MetricsRow>;

export const MetricsAnswer = z
  .object({
    floor: z.string(),
    from: Instant,
    to: Instant,
    by: MetricsBy,
    asOf: Instant.nullable(),
    profiles: z
      .array(z.object({ name: ProfileName, versions: z.array(z.string()) }))
      .meta({ description: 'the profiles of the floor and its shops as they are set now, with the versions that hold in the range' }),
    rows: z.array(MetricsRow),
  })
  .meta({ id: 'MetricsAnswer', description: 'asOf: the greatest event time that is in, null before the first' });
export type MetricsAnswer = z.infer<typeof MetricsAnswer>;
