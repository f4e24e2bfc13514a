import type { LedgerSettings } from '@watchfloor/contracts/settings';
import { connectHistory } from '@watchfloor/history/connect';
import { connectRedis } from '@watchfloor/redis/connect';
import { makeRegistry, serveHealth } from '@watchfloor/runtime/health';
import type { Lifecycle } from '@watchfloor/runtime/lifecycle';
import type { Log } from '@watchfloor/runtime/log';
import { makeMeters } from './meters.ts';
import { Progress } from './progress.ts';
import { recordFacts } from './record-facts.ts';
import { sweepDaily } from './sweep-daily.ts';

/** The ledger: facts of every partition into PostgreSQL, each exactly once. Up at once; ready when both servers answer. */
export async function runLedger({ settings, log, lifecycle }: { settings: LedgerSettings; log: Log; lifecycle: Lifecycle }): Promise<void> {
  const progress = new Progress();
  const registry = makeRegistry('ledger');
  const meters = makeMeters(registry, progress);

  // One transaction runs at a time, and beside it the sweep.
  const db = connectHistory({
    url: settings.DATABASE_URL,
    name: 'ledger',
    connections: 2,
    statementTimeoutMs: 60_000,
    onError: (err) => log.warn({ err }, 'PostgreSQL'),
  });
  lifecycle.onClose('history', () => db.destroy());
  const redis = connectRedis(settings.REDIS_URL, 'request', (err) => log.warn({ err }, 'Redis'));
  lifecycle.onClose('redis', () => redis.disconnect());

  const health = await serveHealth({ host: settings.BIND, port: settings.LEDGER_PORT, registry, readiness: () => progress.fault() });
  lifecycle.onClose('health', () => health.close());

  const stop = new AbortController();
  const { REDIS_URL: redisUrl, PARTITIONS: partitions } = settings;
  const recording = recordFacts({
    db,
    redis,
    redisUrl,
    partitions,
    progress,
    meters,
    log: log.child({ component: 'facts' }),
    signal: stop.signal,
  });
  // Only a setting that does not fit this Redis ends the recording before it is told to.
  recording.catch((err: unknown) => {
    log.fatal({ err }, 'cannot record');
    return lifecycle.exit(1);
  });
  const sweeping = sweepDaily({ db, log: log.child({ component: 'sweep' }), signal: stop.signal });
  lifecycle.onClose('recording', async () => {
    stop.abort();
    await recording.catch(() => {});
    await sweeping;
  });
  log.info({ partitions }, 'ledger is up');
}
