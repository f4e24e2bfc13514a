import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPrivatePostgres } from '@watchfloor/launcher/private-postgres';

/**
 * One real PostgreSQL for the run; its address is in WATCHFLOOR_TEST_PG, where `freshDatabase` finds it. Its writes are not forced to disk:
 * no test pulls the plug on this one (a test that kills a server starts its own).
 */
export default async function setup(): Promise<() => Promise<void>> {
  const directory = mkdtempSync(path.join(tmpdir(), 'watchfloor-pg-'));
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' };
  const postgres = await startPrivatePostgres({ directory, temporary: true, settings });
  process.env.WATCHFLOOR_TEST_PG = postgres.url;
  return async () => {
    await postgres.stop();
    rmSync(directory, { recursive: true, force: true });
  };
}
