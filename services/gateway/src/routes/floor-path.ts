import { z } from 'zod';

/** A floor in a path. Any text: what cannot be a floor's id is a floor that does not exist, 404 like any other. */
export const FloorPath = z.object({ floor: z.string() });
