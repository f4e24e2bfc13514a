import { z } from 'zod';
import { Instant } from './instant.ts';
import { plainText } from './plain-text.ts';

export const IgnoredQuery = z
  .object({
    from: Instant.optional(),
    to: Instant.optional().meta({ description: 'half-open [from, to), by the time of the event; absent: open' }),
    reason: plainText(512).optional(),
    limit: z.coerce.number().int().min(1).max(500).default(100),
    cursor: z.string().max(4_096).optional(),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || Date.parse(from) < Date.parse(to), {
    error: 'must be after from',
    path: ['to'],
  });
export type IgnoredQuery = z.infer<typeof IgnoredQuery>;

/** An event that changed nothing, without its data. */
export const IgnoredEvent = z
  .object({
    at: Instant.meta({ description: 'the time of the event' }),
    source: z.string(),
    id: z.string(),
    type: z.string().meta({ description: 'as it was sent, e.g. io.watchfloor.conversation.closed' }),
    subject: z.string(),
    reason: z.string().meta({ description: 'why it changed nothing, e.g. the conversation is closed already' }),
  })
  .meta({ id: 'IgnoredEvent' });
export type IgnoredEvent = z.infer<typeof IgnoredEvent>;

export const IgnoredPage = z
  .object({
    items: z.array(IgnoredEvent),
    nextCursor: z.string().nullable(),
    counts: z
      .array(z.object({ reason: z.string(), count: z.int() }))
      .meta({ description: 'of the whole range, whatever the page and the reason asked for; the most first' }),
  })
  .meta({ id: 'IgnoredPage' });
export type IgnoredPage = z.infer<typeof IgnoredPage>;
