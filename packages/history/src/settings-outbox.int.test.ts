import { setTimeout as wait } from 'node:timers/promises';
import { defaultFloor } from '@watchfloor/contracts/floor';
import type { SettingEvent } from '@watchfloor/contracts/setting';
import { type FreshDatabase, freshDatabase } from '@watchfloor/testing/private-servers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectHistory, type History } from './connect.ts';
import { insertFloor } from './floors.ts';
import { listLastVersions, tellAgain } from './setting-versions.ts';
import { writeThing } from './settings.ts';
import { countOutbox, emptyOutbox, isInOutbox } from './settings-outbox.ts';

const AT = Date.parse('2026-11-11T02:00:00Z');
const AUTHOR = '00000000-0000-4000-8000-000000000000';
let database: FreshDatabase;
let db: History;
beforeAll(async () => {
  database = await freshDatabase();
  db = connectHistory({ url: database.url, name: 'test' });
  await insertFloor(db, defaultFloor('default', 'f'), { author: null, now: AT, tell: false });
});
afterAll(async () => {
  await db.destroy();
  await database.stop();
});

const nameTeam = (id: string, name: string, now = AT) =>
  writeThing(db, { tenant: 'default', floor: 'f', kind: 'team', id, author: AUTHOR, now }, async () => ({
    id,
    name,
    role: 'other' as const,
    lead: null,
  }));
/** Empties the outbox into a list of what was sent. */
async function taken(): Promise<string[]> {
  const sent: string[] = [];
  const send = async (events: { id: string }[]) => void sent.push(...events.map(({ id }) => id));
  while ((await emptyOutbox(db, send)) > 0);
  return sent;
}

test('a change and its event are stored together, or neither is', async () => {
  const written = await nameTeam('a', 'first');
  expect(await isInOutbox(db, written?.outboxId ?? 0)).toBe(true);
  const refused = writeThing(db, { tenant: 'default', floor: 'f', kind: 'team', id: 'b', author: AUTHOR, now: AT }, async () => {
    throw new Error('no');
  });
  await expect(refused).rejects.toThrow('no');
  expect(await nameTeam('a', 'first')).toMatchObject({ outboxId: null, thing: { version: 1 } });
  expect(await taken()).toEqual(['team:a:v1']);
  expect(await countOutbox(db)).toBe(0);
});

test('what cannot be sent stays, and goes in its order', async () => {
  for (const name of ['1', '2', '3']) await nameTeam('order', name);
  await expect(emptyOutbox(db, () => Promise.reject(new Error('no log')))).rejects.toThrow('no log');
  expect(await taken()).toEqual(['team:order:v1', 'team:order:v2', 'team:order:v3']);
});

test('a version never holds from before the one it follows, whatever the clocks say', async () => {
  await nameTeam('clock', 'ahead', AT + 60_000);
  await nameTeam('clock', 'behind', AT);
  const rows = await db.selectFrom('setting_versions').select('valid_from').where('id', '=', 'clock').orderBy('version').execute();
  expect(rows.map(({ valid_from }) => valid_from)).toEqual([AT + 60_000, AT + 60_000]);
  await taken();
});

test('what is told again is told as it was, with defaults for what was not there yet', async () => {
  const old = { name: 'old', zone: 'Asia/Shanghai', clock: 'wall', limits: {} };
  const row = { tenant: 'default', floor: 'old', kind: 'floor' as const, id: 'old', version: 4, valid_from: AT, author: null };
  await db
    .insertInto('setting_versions')
    .values({ ...row, body: JSON.stringify(old) })
    .execute();
  const place = { tenant: 'default', floor: 'old' };
  const last = await listLastVersions(db, place);
  await tellAgain(db, place, last);
  const events: SettingEvent[] = [];
  await emptyOutbox(db, async (sent) => void events.push(...sent));
  expect(events).toEqual([
    expect.objectContaining({
      type: 'floor.configured',
      time: AT,
      data: { ...defaultFloor('default', 'old'), name: 'old', version: 4 },
    }),
  ]);
});

test('one that hangs with the outbox in hand does not hold up the others for ever', async () => {
  await nameTeam('hang', 'x');
  const { promise: inHand, resolve } = Promise.withResolvers<void>();
  const hanging = emptyOutbox(db, async () => {
    resolve();
    await wait(7_000);
  });
  const ended = expect(hanging).rejects.toThrow();
  await inHand;
  expect(await taken()).toEqual(['team:hang:v1']);
  await ended;
}, 20_000);
