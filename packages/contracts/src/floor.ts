import { z } from 'zod';
import { plainText } from './plain-text.ts';
import { ProfileName } from './profile.ts';
import { Holiday, OfficeHours, Promotion, Shift, TimeOfDay, uniqueBy } from './schedule.ts';
import { expectedVersion } from './team.ts';

/** A warning and a critical limit, milliseconds, with what holds when they are not given. */
const limitPair = (warning: number, critical: number) =>
  z
    .object({ warning: z.int().positive().default(warning), critical: z.int().positive().default(critical) })
    .refine((limits) => limits.warning <= limits.critical, { error: 'warning must not be above critical', path: ['warning'] })
    .prefault({});

/** The limits of our own reply rates. */
const ReplySeconds = z.union([z.literal(30), z.literal(60), z.literal(180), z.literal(300)]);

/** Limits in milliseconds; defaults are the table "Default limits" of docs/metrics.md. */
export const Limits = z
  .object({
    wait: limitPair(100_000, 180_000),
    untouched: z.object({ complaint: limitPair(900_000, 1_800_000), other: limitPair(7_200_000, 14_400_000) }).prefault({}),
    idleTicket: z
      .int()
      .positive()
      .default(86_400_000)
      .meta({ description: 'an open ticket without any action of an agent for so long is idle, milliseconds' }),
    replyRate: z
      .object({ seconds: ReplySeconds.default(180), target: z.number().gt(0).max(1).default(0.9) })
      .prefault({})
      .meta({ description: 'the reply rate whose slack of today is shown' }),
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

const zone = z.string().refine(zoneExists, 'not an IANA time zone');
const clock = z.enum(['wall', 'event']);
const shifts = uniqueBy(Shift, ({ id }) => id, 'id').max(100);
const holidays = uniqueBy(Holiday, ({ date }) => date, 'date').max(1_000);
export const Shop = z
  .strictObject({
    id: z.string().min(1).max(256),
    name: plainText(120).optional(),
    profile: ProfileName.optional(),
    replyTarget: z.number().gt(0).max(1).optional(),
  })
  .meta({
    id: 'Shop',
    description: 'a shopId of events; without a profile the floor’s, without a target that of its profile',
  });
export type Shop = z.infer<typeof Shop>;
const shops = uniqueBy(Shop, ({ id }) => id, 'id').max(1_000);
const sealAfterHours = z.int().min(1).max(8_760);
const word = plainText(48).refine(
  (text) => !/[\p{P}\p{S}]/u.test(text),
  'a word or a few without punctuation: a text is compared part by part',
);
const words = uniqueBy(word, (each) => each, 'word').max(200);
const phrases = z.object({ courtesies: words.default([]), fillers: words.default([]) });

export const Floor = z
  .object({
    id: FloorId,
    name: plainText(120),
    zone: zone.default('Asia/Shanghai'),
    clock: clock.default('wall').meta({ description: 'event: now is the greatest event time seen (replays)' }),
    profile: ProfileName.default('default'),
    shops: shops.default([]),
    dayStart: TimeOfDay.default('00:00'),
    officeHours: OfficeHours.nullable().default(null).meta({ description: 'null: always open' }),
    shifts: shifts.default([]),
    holidays: holidays.default([]),
    limits: Limits.prefault({}),
    promotion: Promotion.nullable().default(null).meta({ description: 'null: none' }),
    phrases: phrases
      .prefault({})
      .meta({ description: 'words of its own that are courtesies and fillers (docs/metrics.md), added to those of the house' }),
    sealAfterHours: sealAfterHours
      .default(72)
      .meta({ description: 'so long after its end a day takes in late events; a floor on event time is never sealed' }),
    showNamesOnTv: z.boolean().default(false).meta({ description: 'names of agents on a board that hangs where everybody sees it' }),
  })
  .meta({ id: 'Floor' });
export type Floor = z.infer<typeof Floor>;

/** A floor as `GET` shows it. */
export const ShownFloor = Floor.extend({ version: z.int() }).meta({ id: 'ShownFloor' });
export type ShownFloor = z.infer<typeof ShownFloor>;

/** What `POST /floors` takes: the name falls back to the id. */
export const NewFloor = Floor.extend({ name: Floor.shape.name.optional() }).meta({ id: 'NewFloor' });
export type NewFloor = z.input<typeof NewFloor>;

const limit = z.int().positive().nullable().optional();
const pairChange = z.strictObject({ warning: limit, critical: limit }).nullable().optional();
/** Any part of the limits; what is absent stays, null gives back the default. */
const LimitsChange = z
  .strictObject({
    wait: pairChange,
    untouched: z.strictObject({ complaint: pairChange, other: pairChange }).nullable().optional(),
    idleTicket: limit,
    replyRate: z
      .strictObject({ seconds: ReplySeconds.nullable().optional(), target: z.number().gt(0).max(1).nullable().optional() })
      .nullable()
      .optional(),
  })
  .meta({ id: 'LimitsChange' });

/**
 * What `PUT /floors/{floor}` takes: any part of a floor as `GET` gives it; what is absent stays, null gives back the default. Its id and its clock
 * never change: they may only be said as they are.
 */
export const FloorChange = z
  .strictObject({
    id: FloorId,
    clock,
    version: expectedVersion,
    name: plainText(120).nullable(),
    zone: zone.nullable(),
    profile: ProfileName.nullable(),
    shops: shops.nullable(),
    dayStart: TimeOfDay.nullable(),
    officeHours: OfficeHours.nullable(),
    shifts: shifts.nullable(),
    holidays: holidays.nullable(),
    limits: LimitsChange.nullable(),
    promotion: Promotion.nullable(),
    phrases: z.strictObject({ courtesies: words.nullable().optional(), fillers: words.nullable().optional() }).nullable(),
    sealAfterHours: sealAfterHours.nullable(),
    showNamesOnTv: z.boolean().nullable(),
  })
  .partial()
  .meta({ id: 'FloorChange' });
export type FloorChange = z.infer<typeof FloorChange>;

/** A floor with its tenant, as it goes through the directory, the log and the facts. */
export const FloorEntry = Floor.extend({ tenant: z.string(), version: z.int().default(1) }).meta({ id: 'FloorEntry' });
export type FloorEntry = z.infer<typeof FloorEntry>;

/** `tenant/floor`: the one name of a floor across tenants. */
export const floorKeyOf = (tenant: string, floor: string): string => `${tenant}/${floor}`;
export const defaultFloor = (tenant: string, id: string): FloorEntry => FloorEntry.parse({ tenant, id, name: id });
