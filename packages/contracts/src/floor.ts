import { z } from 'zod';
import { plainText } from './plain-text.ts';

/** A warning and a critical limit, milliseconds, with what holds when they are not given. */
const limitPair = (warning: number, critical: number) =>
  z
    .object({ warning: z.int().positive().default(warning), critical: z.int().positive().default(critical) })
    .refine((limits) => limits.warning <= limits.critical, { error: 'warning must not be above critical', path: ['warning'] })
    .prefault({});

/** Limits in milliseconds; defaults are the table "Default limits" of docs/metrics.md. */
export const Limits = z
  .object({
    wait: limitPair(100_000, 180_000),
    untouched: z.object({ complaint: limitPair(900_000, 1_800_000), other: limitPair(7_200_000, 14_400_000) }).prefault({}),
  })
  .meta({ id: 'Limits', description: 'Limits in force on a floor, milliseconds' });
export type Limits = z.infer<typeof Limits>;

export const FloorId = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,63}$/i,
    'a floor id is 1 to 64 letters, digits, dots, dashes or underscores and begins with a letter or digit',
  )
  .meta({ id: 'FloorId' });

const zoneExists = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
};

export const Floor = z
  .object({
    id: FloorId,
    name: plainText(120),
    zone: z.string().refine(zoneExists, 'not an IANA time zone').default('Asia/Shanghai'),
    clock: z.enum(['wall', 'event']).default('wall').meta({ description: 'event: now is the greatest event time seen (replays)' }),
    dayStart: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'HH:MM')
      .default('00:00'),
    limits: Limits.prefault({}),
  })
  .meta({ id: 'Floor' });
export type Floor = z.infer<typeof Floor>;

/** What `POST /floors` takes: the name falls back to the id. */
export const NewFloor = Floor.extend({ name: Floor.shape.name.optional() }).meta({ id: 'NewFloor' });
export type NewFloor = z.input<typeof NewFloor>;

const pairChange = z.strictObject({ warning: z.int().positive().optional(), critical: z.int().positive().optional() }).optional();
/** Any part of the limits; what is absent stays. */
const LimitsChange = z
  .strictObject({ wait: pairChange, untouched: z.strictObject({ complaint: pairChange, other: pairChange }).optional() })
  .meta({ id: 'LimitsChange' });

/**
 * What `PUT /floors/{floor}` takes: any part of a floor as `GET` gives it; what is absent stays. Its id and its clock never change: they may only
 * be said as they are.
 */
export const FloorChange = z
  .object({
    id: FloorId.optional(),
    clock: z.enum(['wall', 'event']).optional(),
    name: Floor.shape.name.optional(),
    zone: z.string().refine(zoneExists, 'not an IANA time zone').optional(),
    dayStart: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'HH:MM')
      .optional(),
    limits: LimitsChange.optional(),
  })
  .strict()
  .meta({ id: 'FloorChange' });
export type FloorChange = z.infer<typeof FloorChange>;

/** A floor with its tenant, as it goes through the directory, the log and the facts. */
export const FloorEntry = Floor.extend({ tenant: z.string(), version: z.int().default(1) }).meta({ id: 'FloorEntry' });
export type FloorEntry = z.infer<typeof FloorEntry>;

/** `tenant/floor`: the one name of a floor across tenants. */
export const floorKeyOf = (tenant: string, floor: string): string => `${tenant}/${floor}`;
export const defaultFloor = (tenant: string, id: string): FloorEntry => FloorEntry.parse({ tenant, id, name: id });
