import { z } from 'zod';

/** Grows when an older restore could not read what a newer backup writes. */
export const FORMAT = 1;
export const REDIS_PART = 'redis.rdb';

/** Bytes and SHA-256 (hex) of a part as it is once unpacked. */
export const Part = z.object({ bytes: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) });
export type Part = z.infer<typeof Part>;

/** As PostgreSQL prints it, and goes into SQL as it is: numbers, nothing else. */
const Bound = z.string().regex(/^FOR VALUES FROM \((MINVALUE|'?-?\d+'?)\) TO \((MAXVALUE|'?-?\d+'?)\)$/);

/** A table, or a partition of one, and what of it is in the part `tablePart(name)`, as COPY writes it. */
export const TableDump = z.object({
  name: z.string().min(1),
  partition: z.object({ of: z.string().min(1), bound: Bound }).nullable(),
  columns: z.array(z.string().min(1)).min(1),
  rows: z.int().min(0),
});
export type TableDump = z.infer<typeof TableDump>;
export const tablePart = (table: string): string => `postgres/${table}.copy`;

/** Files of the home that are worth keeping: how to sign in, and what the demo has open. All else a start makes anew. */
export const HomeFile = z.enum(['credentials', 'demo.json']);
export type HomeFile = z.infer<typeof HomeFile>;
export const homePart = (file: HomeFile): string => `home/${file}`;

/** What a backup says of itself. Tables stand in an order in which they can be filled: what others refer to comes first. */
export const Manifest = z.object({
  format: z.literal(FORMAT),
  takenAt: z.iso.datetime(),
  partitions: z.int().min(1),
  redis: z.object({ version: z.string() }),
  postgres: z.object({
    version: z.string(),
    migrations: z.array(z.string()).min(1),
    tables: z.array(TableDump),
    sequences: z.array(z.object({ name: z.string().min(1), value: z.int().min(1) })),
  }),
  homeFiles: z.array(HomeFile),
  parts: z.record(z.string(), Part),
});
export type Manifest = z.infer<typeof Manifest>;
