import type { LedgerSettings } from '@watchfloor/contracts/settings';
import { connectHistory } from '@watchfloor/history/connect';
import { connectRedis } from '@watchfloor/redis/connect';
import { makeRegistry, serveHealth } from '@watchfloor/runtime/health';
import type { Lifecycle } from '@watchfloor/runtime/lifecycle';
import type { Log } from '@watchfloor/runtime/log';
import { archiveLog } from './archive-log.ts';
import { makeCohortMeters } from './cohort-meters.ts';
import { keepCohorts } from './keep-cohorts.ts';
import { makeMeters } from './meters.ts';
import { Progress } from './progress.ts';
import { recordFacts } from './record-facts.ts';
import { keepRestating } from './restate.ts';
import { makeRestateMeters } from './restate-meters.ts';
import { keepRollingUp } from './roll-up.ts';
import { makeRollUpMeters } from './roll-up-meters.ts';
import { sweepDaily } from './sweep-daily.ts';

/** The ledger: facts and events of every partition into PostgreSQL, each exactly once. Up at once; ready when both servers answer. */
export async function runLedger({ settings, log, lifecycle }: { settings: LedgerSettings; log: Log; lifecycle: Lifecycle }): Promise<void> {
  const progress = { facts: new Progress(), archive: new Progress() };
  const registry = makeRegistry('ledger');
  const meters = makeMeters(registry, progress);

  // A transaction of each reader, making a partition, and the sweep.
  const db = connectHistory({
    url: settings.DATABASE_URL,
    name: 'ledger',
    connections: 4,
    statementTimeoutMs: 60_000,
    onError: (err) => log.warn({ err }, 'PostgreSQL'),
  });
  lifecycle.onClose('history', () => db.destroy());
  const redis = connectRedis(settings.REDIS_URL, 'request', (err) => log.warn({ err }, 'Redis'));
  lifecycle.onClose('redis', () => redis.disconnect());

  const health = await serveHealth({ host: settings.BIND, port: settings.LEDGER_PORT, registry, readiness: () => notReady(progress) });
  lifecycle.onClose('health', () => health.close());

  const stop = new AbortController();
  const { REDIS_URL: redisUrl, PARTITIONS: partitions } = settings;
  const common = { db, redis, redisUrl, partitions, meters, signal: stop.signal };
  const following = Promise.all([
    recordFacts({ ...common, progress: progress.facts, log: log.child({ component: 'facts' }) }),
    archiveLog({ ...common, progress: progress.archive, log: log.child({ component: 'archive' }) }),
  ]);
  // Only a setting that does not fit this Redis ends one of them before it is told to.
  following.catch((err: unknown) => {
    log.fatal({ err }, 'cannot record');
    return lifecycle.exit(1);
  });
  const sweeping = sweepDaily({
    db,
    redis,
    archiveDays: settings.ARCHIVE_DAYS,
    factsDays: settings.FACTS_DAYS,
    log: log.child({ component: 'sweep' }),
    signal: stop.signal,
  });
  // Its own connections: recording never waits for one.
  const pastDb = connectHistory({
    url: settings.DATABASE_URL,
    name: 'ledger past',
    connections: 6,
    statementTimeoutMs: 60_000,
    onError: (err) => log.warn({ err }, 'PostgreSQL'),
  });
  lifecycle.onClose('past history', () => pastDb.destroy());
  const rollingUp = keepRollingUp({
    db: pastDb,
    meters: makeRollUpMeters(registry),
    log: log.child({ component: 'roll-up' }),
    signal: stop.signal,
  });
  const restating = keepRestating({
    db: pastDb,
    partitions,
    meters: makeRestateMeters(registry),
    log: log.child({ component: 'restate' }),
    signal: stop.signal,
  });
  const counting = keepCohorts({
    db: pastDb,
    partitions,
    meters: makeCohortMeters(registry),
    log: log.child({ component: 'cohorts' }),
    signal: stop.signal,
  });
  lifecycle.onClose('recording', async () => {
    stop.abort();
    await following.catch(() => {});
    await rollingUp;
    await restating;
    await counting;
    await sweeping;
  });
  log.info({ partitions }, 'ledger is up');
}

function notReady({ facts, archive }: Record<'facts' | 'archive', Progress>): string | null {
  const fault = archive.fault();
  return facts.fault() ?? (fault && `the archive: ${fault}`);
}
