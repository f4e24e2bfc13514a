import { z } from 'zod';

const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback);
const flag = z
  .enum(['true', 'false', '1', '0', ''])
  .default('false')
  .transform((value) => value === 'true' || value === '1');

const redisUrl = z
  .string()
  .refine(
    (urls) => urls.split(',').every((url) => /^(rediss?:\/\/|unix:\/\/|\/)\S+$/.test(url.trim())),
    'one or more redis:// addresses, parted by commas',
  );
const databaseUrl = z.string().regex(/^postgres(ql)?:\/\/\S+$/, 'a postgres:// address');
const ingestProcesses = z.coerce.number().int().min(1).max(64).default(1);
const maxLag = z.coerce.number().positive().default(30);
const archiveDays = z.coerce.number().int().min(1).default(90);
const factsDays = z.coerce.number().int().min(1).default(400);

/** Settings that every process reads. */
export const CommonSettings = z.object({
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  BIND: z.string().min(1).default('127.0.0.1'),
});

const withRedis = CommonSettings.extend({
  REDIS_URL: redisUrl,
  PARTITIONS: z.coerce.number().int().min(1).max(1024).default(16),
});

export const IngestSettings = withRedis.extend({
  INGEST_PORT: port(4001),
  INGEST_KEY: z.string().min(16, 'at least 16 characters').optional(),
  INGEST_PROCESSES: ingestProcesses,
  MAX_LAG_SECONDS: maxLag,
});
export type IngestSettings = z.infer<typeof IngestSettings>;

export const KeeperSettings = withRedis.extend({ KEEPER_PORT: port(4002) });
export type KeeperSettings = z.infer<typeof KeeperSettings>;

export const AlertingSettings = withRedis.extend({ ALERTING_PORT: port(4003), ALLOW_PRIVATE_WEBHOOKS: flag });
export type AlertingSettings = z.infer<typeof AlertingSettings>;

export const GatewaySettings = withRedis.extend({
  GATEWAY_PORT: port(4000),
  // Only to tell people where events go.
  INGEST_PORT: port(4001),
  DATABASE_URL: databaseUrl,
  ADMIN_EMAIL: z.string().min(3).default('admin@localhost'),
  ADMIN_PASSWORD: z.string().min(8, 'at least 8 characters').optional(),
  ALLOW_PRIVATE_WEBHOOKS: flag,
});
export type GatewaySettings = z.infer<typeof GatewaySettings>;

export const LedgerSettings = withRedis.extend({
  LEDGER_PORT: port(4004),
  DATABASE_URL: databaseUrl,
  ARCHIVE_DAYS: archiveDays,
  FACTS_DAYS: factsDays,
});
export type LedgerSettings = z.infer<typeof LedgerSettings>;

/** What `npm start` reads: everything; no address of Redis or PostgreSQL means a private one, no secret means one is made. */
export const LauncherSettings = CommonSettings.extend({
  INGEST_PORT: port(4001),
  GATEWAY_PORT: port(4000),
  KEEPER_PORT: port(4002),
  ALERTING_PORT: port(4003),
  LEDGER_PORT: port(4004),
  REDIS_URL: redisUrl.optional(),
  DATABASE_URL: databaseUrl.optional(),
  WATCHFLOOR_HOME: z.string().min(1).default('.watchfloor'),
  ADMIN_EMAIL: z.string().min(3).default('admin@localhost'),
  ADMIN_PASSWORD: z.string().min(8, 'at least 8 characters').optional(),
  INGEST_KEY: z.string().min(16, 'at least 16 characters').optional(),
  PARTITIONS: z.coerce.number().int().min(1).max(1024).default(16),
  INGEST_PROCESSES: ingestProcesses,
  MAX_LAG_SECONDS: maxLag,
  ARCHIVE_DAYS: archiveDays,
  FACTS_DAYS: factsDays,
  ALLOW_PRIVATE_WEBHOOKS: flag,
});
export type LauncherSettings = z.infer<typeof LauncherSettings>;

/** The tenant that the first admin and `INGEST_KEY` belong to. */
export const FIRST_TENANT = 'default';
