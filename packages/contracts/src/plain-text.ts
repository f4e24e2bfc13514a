import { z } from 'zod';

/** Text of one line that people give a thing as its name: no control characters and no halves of one, which neither a screen nor PostgreSQL can take. */
export const plainText = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((text) => !/\p{Cc}/u.test(text) && text.isWellFormed(), 'control characters are not allowed');
