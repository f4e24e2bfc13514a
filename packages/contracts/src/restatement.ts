import { z } from 'zod';
import { Instant } from './instant.ts';

/** `unchanged`: nothing in the figures hung on it. `sealed`: it would have changed a day that is sealed. */
export const RestatementOutcome = z.enum(['restated', 'unchanged', 'sealed']);
export type RestatementOutcome = z.infer<typeof RestatementOutcome>;

export const RestatedEvent = z.object({
  at: Instant.meta({ description: 'the time of the event' }),
  received: Instant,
  source: z.string(),
  id: z.string(),
  type: z.string(),
});
export type RestatedEvent = z.infer<typeof RestatedEvent>;

/** What changed: so many facts of a type that no longer hold, and so many that do now. */
export const RestatedChange = z.object({ fact: z.string(), gone: z.int(), added: z.int() });
export type RestatedChange = z.infer<typeof RestatedChange>;

/** Figures of the past that late events have changed, or why they have not. */
export const Restatement = z
  .object({
    id: z.int(),
    notedAt: Instant,
    subject: z.object({ kind: z.enum(['conversation', 'agent']), id: z.string() }),
    outcome: RestatementOutcome,
    events: z.array(RestatedEvent).meta({
      description:
        'the late events, or the changes of the account map; empty when more was told of what had been restated, or its agents were',
    }),
    changes: z.array(RestatedChange),
  })
  .meta({ id: 'Restatement' });
export type Restatement = z.infer<typeof Restatement>;

export const RestatementQuery = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z
    .string()
    .regex(/^\d{1,15}$/, 'not a cursor of ours')
    .optional(),
});

export const RestatementPage = z.object({ items: z.array(Restatement), nextCursor: z.string().nullable() }).meta({ id: 'RestatementPage' });

/** A day of a floor that takes in no late event any more. */
export const SealedDay = z
  .object({ date: z.iso.date(), from: Instant, to: Instant, sealedAt: Instant, by: z.string() })
  .meta({ id: 'SealedDay' });
export type SealedDay = z.infer<typeof SealedDay>;
