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
