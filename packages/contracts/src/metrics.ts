import { z } from 'zod';
import { Distribution } from './distribution.ts';
import { Instant } from './instant.ts';

export const MetricsBy = z.enum(['agent', 'team', 'shop', 'channel', 'floor']);
export type MetricsBy = z.infer<typeof MetricsBy>;

export const MetricsQuery = z
  .object({
    from: Instant,
    to: Instant,
    by: MetricsBy.default('floor'),
    bucket: z.enum(['hour', 'day']).optional(),
  })
  .refine((query) => Date.parse(query.from) < Date.parse(query.to), { error: 'must be after from', path: ['to'] });
export type MetricsQuery = z.infer<typeof MetricsQuery>;

/** One subject (and bucket) of `GET /floors/{floor}/metrics`; counts and sums exact, half-open [from, to). */
export const MetricsRow = z
  .object({
    key: z.string().nullable().meta({ description: 'id of the agent, team, shop or channel, or the floor; null: not assigned to any' }),
    name: z.string(),
    bucket: Instant.optional().meta({ description: 'start of the hour or day in the zone of the floor' }),
    firstResponse: Distribution,
    response: Distribution,
    handleTime: Distribution,
    handled: z.int().meta({ description: 'distinct customers with a human reply' }),
    conversations: z.int().meta({ description: 'episodes begun; by agent: episodes assigned to him' }),
    abandoned: z.int().meta({ description: 'ended with no human reply, without the short and the silent ones' }),
    abandonedInQueue: z.int(),
    abandonedAssigned: z.int(),
    shortAbandons: z.int().meta({ description: 'under 5 s' }),
    silentAbandons: z.int().meta({ description: 'ended by time-out' }),
    abandonRate: z
      .number()
      .nullable()
      .meta({ description: 'abandoned / (first answered + ended unanswered in the range), short ones left out of both' }),
  })
  .meta({ id: 'MetricsRow' });
export type MetricsRow = z.infer<typeof MetricsRow>;

export const MetricsAnswer = z
  .object({ floor: z.string(), from: Instant, to: Instant, by: MetricsBy, asOf: Instant.nullable(), rows: z.array(MetricsRow) })
  .meta({ id: 'MetricsAnswer', description: 'asOf: the greatest event time that is in, null before the first' });
export type MetricsAnswer = z.infer<typeof MetricsAnswer>;
