import { z } from 'zod';
import { Instant } from './instant.ts';

export const ArchiveQuery = z
  .object({
    from: Instant.optional(),
    to: Instant.optional().meta({ description: 'half-open [from, to), by the time of the event; absent: open' }),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || Date.parse(from) < Date.parse(to), {
    error: 'must be after from',
    path: ['to'],
  });
export type ArchiveQuery = z.infer<typeof ArchiveQuery>;

/** What happened in one conversation, in true order. */
export const ConversationEvents = z
  .object({
    items: z.array(
      z.object({
        at: Instant.meta({ description: 'the time of the event' }),
        received: Instant,
        source: z.string(),
        id: z.string(),
        type: z.string(),
        data: z.record(z.string(), z.unknown()).meta({ description: 'masked' }),
      }),
    ),
    nextCursor: z.null(),
  })
  .meta({ id: 'ConversationEvents' });
export type ConversationEvents = z.infer<typeof ConversationEvents>;
