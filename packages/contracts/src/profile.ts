import { z } from 'zod';
import { Words } from './definition.ts';
import { TimeOfDay } from './schedule.ts';

export const ProfileName = z
  .enum(['default', 'taobao', 'jd', 'pdd', 'douyin'])
  .meta({ id: 'ProfileName', description: 'the platform whose rules differ from the definitions of docs/metrics.md' });
export type ProfileName = z.infer<typeof ProfileName>;
/** A profile with figures of its own, beside ours. */
export type PlatformName = Exclude<ProfileName, 'default'>;

const ms = z.int().positive();
const seconds = z.int().positive();

/** What a profile says, one field a rule. A floor's figures, limits and cohorts read these and nothing else of a profile. */
export const ProfileRules = z
  .object({
    unit: z.enum(['round', 'message', 'session']).meta({ description: 'what is answered in time or not' }),
    limits: z.array(seconds).min(1).meta({ description: 'reply limits in seconds; the first is the one that the target is about' }),
    mean: z.enum(['pooled', 'sessions']).meta({ description: 'hits / all, or the mean of the rates of sessions' }),
    hours: z
      .object({ from: TimeOfDay, to: z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/) })
      .nullable()
      .meta({ description: 'half-open, in the zone of the floor: what began in them counts; null: always' }),
    capMs: ms.nullable().meta({ description: 'a response counts as no longer than this' }),
    unansweredMs: ms.nullable().meta({ description: 'the response that one without a reply counts as; null: none' }),
    target: z.number().gt(0).max(1).meta({ description: 'the reply rate to reach' }),
    courtesiesCount: z.boolean().meta({ description: 'a thank you after the agent’s words asks for a reply too' }),
    transferCharges: z.boolean().meta({ description: 'who lets go of somebody who waits has left him unanswered' }),
    nobodyThereOut: z.boolean().meta({ description: 'what began while all agents were offline or suspended is left out' }),
    noService: z.boolean().meta({ description: 'sessions without any human reply are told apart' }),
    mergeGapMs: z
      .int()
      .min(0)
      .max(1_200_000)
      .meta({ description: 'who writes at most so long after the close goes on with what was closed, milliseconds' }),
    dormantMs: ms.meta({ description: 'so long without a message, and nobody waiting, is dormant' }),
    waitLimits: z
      .object({
        first: z.boolean().meta({ description: 'only until the first human reply' }),
        nudgeMs: ms.nullable(),
        warningMs: ms.nullable(),
        criticalMs: ms,
      })
      .nullable()
      .meta({ description: 'limits of somebody who waits; the stricter of these and the floor’s own are in force' }),
    conversionGapMs: ms.meta({ description: 'who pays so long after the inquiry is a buyer of it' }),
    conversionCredit: z
      .enum(['before payment', 'before order'])
      .meta({ description: 'the inquiry is that of the last human who replied before then, or before the end of the gap' }),
    inquiriesAfterSales: z.boolean().meta({ description: 'after-sales conversations are inquiries too' }),
  })
  .meta({ id: 'ProfileRules' });
export type ProfileRules = z.infer<typeof ProfileRules>;
export type RuleName = keyof ProfileRules;

/** One rule of a version, what it means, and who says so. */
export const ProfileLine = z
  .object({
    key: ProfileRules.keyof().meta({ description: 'the field of `rules` that this line gives' }),
    value: z.unknown(),
    text: Words,
    source: z.string().meta({ description: 'who says so; where sources disagree, the text says that too' }),
    date: z.iso.date().meta({ description: 'of the source, or when it was read if it has none' }),
  })
  .meta({ id: 'ProfileLine' });
export type ProfileLine = z.infer<typeof ProfileLine>;

export const ProfileVersion = z
  .object({
    version: z.string(),
    validFrom: z.iso.date().nullable().meta({ description: 'from the beginning of this day in China on; null: as far back as one looks' }),
    lines: z.array(ProfileLine).meta({ description: 'what this profile says itself; the rest is as in `default`' }),
    rules: ProfileRules,
  })
  .meta({ id: 'ProfileVersion' });
export type ProfileVersion = z.infer<typeof ProfileVersion>;

export const Profile = z
  .object({
    name: ProfileName,
    title: Words,
    about: Words,
    versions: z.array(ProfileVersion).min(1).meta({ description: 'the oldest first; each holds until the next' }),
  })
  .meta({ id: 'Profile', description: 'the rules of a platform, dated and with their sources' });
export type Profile = z.infer<typeof Profile>;
