import { setTimeout as wait } from 'node:timers/promises';
import { Migrator } from 'kysely/migration';
import { connectHistory, type History, pingHistory } from './connect.ts';
import { explainHistoryFault } from './history-fault.ts';
import { migrations } from './migrations.ts';

const WAIT_MS = 30_000;
const ASK_AGAIN_MS = 200;
/** Refused for good: waiting does not help against a wrong password or name. */
const hopeless = new Set(['28P01', '28000', '3D000']);

/**
 * Brings a database to the latest schema and gives the names of what was applied, none when it was there already. Waits for the server up
 * to 30 s. Two at once are safe: the second waits for the first. All or nothing: a migration that fails leaves the schema as it was.
 * @throws the server's error; `explainHistoryFault` puts it in words.
 */
export async function migrateToLatest(url: string, waitMs = WAIT_MS): Promise<string[]> {
  const db = connectHistory({ url, name: 'migrations', connections: 1, statementTimeoutMs: 0 });
  try {
    await untilAnswering(db, waitMs);
    const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
    const { error, results = [] } = await migrator.migrateToLatest();
    if (error !== undefined) throw error;
    return results.map((result) => result.migrationName);
  } finally {
    await db.destroy();
  }
}

async function untilAnswering(db: History, waitMs: number): Promise<void> {
  const until = performance.now() + waitMs;
  for (;;) {
    try {
      await pingHistory(db);
      return;
    } catch (error) {
      const code = (error as { code?: string }).code ?? '';
      if (hopeless.has(code) || performance.now() >= until) throw error;
      await wait(ASK_AGAIN_MS);
    }
  }
}

async function main(): Promise<number> {
  const url = process.env.DATABASE_URL;
  if (!url) {
    process.stderr.write('DATABASE_URL: required, but not set\n');
    return 1;
  }
  try {
    const applied = await migrateToLatest(url);
    for (const name of applied) process.stdout.write(`applied migration ${name}\n`);
    return 0;
  } catch (error) {
    process.stderr.write(`migrations failed: ${explainHistoryFault(error)}\n`);
    return 1;
  }
}

if (import.meta.main) process.exitCode = await main();
