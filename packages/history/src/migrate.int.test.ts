import { freshDatabase } from '@watchfloor/testing/private-servers';
import { expect, test } from 'vitest';
import { migrateToLatest } from './migrate.ts';
import { migrations } from './migrations.ts';

const all = Object.keys(migrations);

test('brings an empty database to the latest schema, and then has nothing to do', async () => {
  await using database = await freshDatabase({ migrate: false });
  expect(await migrateToLatest(database.url)).toEqual(all);
  expect(await migrateToLatest(database.url)).toEqual([]);
});

test('applies each migration once when three start at the same moment', async () => {
  await using database = await freshDatabase({ migrate: false });
  const applied = await Promise.all([1, 2, 3].map(() => migrateToLatest(database.url)));
  expect(applied.flat().sort()).toEqual(all);
});

test('does not wait for a server that refuses the password', async () => {
  await using database = await freshDatabase({ migrate: false });
  const wrong = Object.assign(new URL(database.url), { password: 'wrong' }).href;
  await expect(migrateToLatest(wrong)).rejects.toMatchObject({ code: '28P01' });
});

test('gives up on a server that never comes', async () => {
  await expect(migrateToLatest('postgres://a:b@127.0.0.1:1/nowhere', 300)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});
