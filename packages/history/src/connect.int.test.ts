import { freshDatabase } from '@watchfloor/testing/private-servers';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { connectHistory, pingHistory } from './connect.ts';

test('a connection that breaks inside a transaction fails that transaction and nothing else', async () => {
  await using database = await freshDatabase({ migrate: false });
  const heard = Promise.withResolvers<Error>();
  const db = connectHistory({ url: database.url, name: 'test', onError: heard.resolve });
  const cut = db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
    await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(db);
    // Between two statements nobody waits for an answer that could carry the failure.
    await heard.promise;
    await sql`select 1`.execute(trx);
  });
  await expect(cut).rejects.toThrow();
  await pingHistory(db);
  await db.destroy();
});
