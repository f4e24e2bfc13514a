import { createHash } from 'node:crypto';
import { defaultFloor, type FloorEntry } from '@watchfloor/contracts/floor';
import { type FreshDatabase, freshDatabase } from '@watchfloor/testing/private-servers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiToken, findApiToken, listApiTokens, revokeApiToken } from './api-tokens.ts';
import { createChannel, deleteChannel, findChannel, listChannels, updateChannel } from './channels.ts';
import { connectHistory, type History } from './connect.ts';
import { findFloor, findFloorAt, insertFloor, listFloors, updateFloor } from './floors.ts';
import { createIngestKey, listIngestKeys, revokeIngestKey } from './ingest-keys.ts';
import { createSession, deleteSession, findSession, sweepSessions } from './sessions.ts';
import { findUserByEmail, putAdmin, type User } from './users.ts';

const AT = Date.parse('2026-11-11T02:00:00.250Z');
const sha = (text: string) => createHash('sha256').update(text);
const NOBODY = '00000000-0000-4000-8000-000000000000';

let database: FreshDatabase;
let db: History;
let admin: User;

beforeAll(async () => {
  database = await freshDatabase();
  db = connectHistory({ url: database.url, name: 'test' });
  admin = await putAdmin(db, { tenant: 'default', email: 'Admin@Localhost', passwordHash: 'first', at: AT });
});
afterAll(async () => {
  await db.destroy();
  await database.stop();
});

describe('users', () => {
  test('an address is the same user in upper and lower case', async () => {
    expect(await findUserByEmail(db, 'ADMIN@localhost')).toMatchObject({
      id: admin.id,
      email: 'admin@localhost',
      role: 'admin',
      createdAt: AT,
    });
    expect(await findUserByEmail(db, 'nobody@localhost')).toBeNull();
    expect(await findUserByEmail(db, 'admin@localhost\0')).toBeNull();
  });

  test('the admin put again keeps his id and gets the new password', async () => {
    const email = 'second@localhost';
    const first = await putAdmin(db, { tenant: 'default', email, passwordHash: 'a', at: AT });
    const again = await putAdmin(db, { tenant: 'default', email, passwordHash: 'b', at: AT + 1 });
    expect(again).toEqual({ ...first, passwordHash: 'b' });
  });
});

describe('sessions', () => {
  test('a session is found with its user until the instant it expires', async () => {
    const digest = sha('one').digest();
    await createSession(db, { digest, userId: admin.id, createdAt: AT, expiresAt: AT + 1_000 });
    expect(await findSession(db, digest, AT + 999)).toEqual({ user: admin, expiresAt: AT + 1_000 });
    expect(await findSession(db, digest, AT + 1_000)).toBeNull();
  });

  test('a session that was signed out is gone', async () => {
    const digest = sha('two').digest();
    await createSession(db, { digest, userId: admin.id, createdAt: AT, expiresAt: AT + 1_000 });
    expect(await deleteSession(db, digest)).toBe(true);
    expect(await deleteSession(db, digest)).toBe(false);
    expect(await findSession(db, digest, AT)).toBeNull();
  });

  test('a sweep takes the expired ones only', async () => {
    await sweepSessions(db, AT + 10_000);
    await createSession(db, { digest: sha('old').digest(), userId: admin.id, createdAt: AT, expiresAt: AT + 20_000 });
    await createSession(db, { digest: sha('new').digest(), userId: admin.id, createdAt: AT, expiresAt: AT + 20_001 });
    expect(await sweepSessions(db, AT + 20_000)).toBe(1);
    expect(await findSession(db, sha('new').digest(), AT)).not.toBeNull();
  });
});

describe('API tokens', () => {
  test('a token leads to its user until it is revoked, by its owner only', async () => {
    const digest = sha('token').digest();
    const token = await createApiToken(db, { digest, prefix: 'wft_ab', name: 'script', userId: admin.id, createdAt: AT });
    expect(await findApiToken(db, digest)).toEqual({ tokenId: token.id, user: admin });
    expect(await revokeApiToken(db, { id: token.id, userId: NOBODY, at: AT })).toBe(false);
    expect(await revokeApiToken(db, { id: 'no uuid', userId: admin.id, at: AT })).toBe(false);
    expect(await revokeApiToken(db, { id: token.id, userId: admin.id, at: AT + 5 })).toBe(true);
    expect(await findApiToken(db, digest)).toBeNull();
    expect(await listApiTokens(db, admin.id)).toEqual([{ ...token, revokedAt: AT + 5 }]);
  });
});

describe('ingest keys', () => {
  const key = (text: string, tenant = 'default') => ({
    digest: sha(text).digest('hex'),
    prefix: text.slice(0, 6),
    name: text,
    tenant,
    floors: text === 'limited' ? ['demo', 'east'] : null,
    createFloors: false,
    createdAt: AT,
  });

  test('keys are listed by tenant or all; the same digest makes no second one; a revoked one does not come back', async () => {
    const limited = await createIngestKey(db, key('limited'));
    await createIngestKey(db, key('foreign', 'other'));
    expect(limited).toMatchObject({ floors: ['demo', 'east'], createFloors: false, createdAt: AT });
    expect(await createIngestKey(db, key('limited'))).toBeNull();
    expect((await listIngestKeys(db, 'default')).map((each) => each.name)).toEqual(['limited']);
    expect(await listIngestKeys(db, null)).toHaveLength(2);
    const id = limited?.id ?? '';
    expect(await revokeIngestKey(db, { id, tenant: 'other', at: AT })).toBeNull();
    expect(await revokeIngestKey(db, { id, tenant: 'default', at: AT })).toBe(key('limited').digest);
    expect(await listIngestKeys(db, 'default')).toEqual([]);
    expect(await createIngestKey(db, key('limited'))).toBeNull();
  });
});

describe('floors', () => {
  const act = { author: null, now: AT, tell: true };

  test('a floor is put in once; a change is a version, and no change none', async () => {
    const floor = { ...defaultFloor('default', 'demo'), zone: 'Europe/Berlin' };
    expect(await insertFloor(db, floor, act)).toEqual(expect.any(Number));
    expect(await insertFloor(db, { ...floor, name: 'other' }, act)).toBeUndefined();
    expect(await findFloor(db, 'default', 'demo')).toEqual(floor);
    expect(await findFloor(db, 'other', 'demo')).toBeNull();
    const named = { ...floor, name: '演示', version: 2 };
    const place = { tenant: 'default', id: 'demo', author: admin.id };
    const rename = (name: string) => (now: FloorEntry) => ({ ...now, name });
    expect(await updateFloor(db, { ...place, now: AT + 1 }, rename('演示'))).toEqual({ floor: named, outboxId: expect.any(Number) });
    expect(await updateFloor(db, { ...place, now: AT + 2 }, rename('演示'))).toEqual({ floor: named, outboxId: null });
    expect(await updateFloor(db, { ...place, id: 'nowhere', now: AT }, rename('x'))).toBeNull();
    expect(await findFloor(db, 'default', 'demo')).toEqual(named);
    for (const [at, expected] of [
      [AT - 1, floor],
      [AT, floor],
      [AT + 1, named],
    ] as const)
      expect(await findFloorAt(db, { tenant: 'default', id: 'demo', at })).toEqual(expected);
  });

  test('pages follow one another by cursor, within the tenant', async () => {
    for (const id of ['a', 'B', 'c']) await insertFloor(db, defaultFloor('paged', id), act);
    const first = await listFloors(db, { tenant: 'paged', limit: 2 });
    expect(first.items.map((floor) => floor.id)).toEqual(['B', 'a']);
    const second = await listFloors(db, { tenant: 'paged', limit: 2, cursor: first.nextCursor });
    expect(second.items.map((floor) => floor.id)).toEqual(['c']);
    expect(second.nextCursor).toBeNull();
  });
});

describe('channels', () => {
  test('a channel is made, changed and deleted within its tenant', async () => {
    const made = await createChannel(db, {
      tenant: 'default',
      kind: 'webhook',
      name: 'ops',
      url: 'https://example.test/hook',
      floors: null,
      secret: 'whsec_x',
      enabled: true,
      createdAt: AT,
    });
    expect(await findChannel(db, 'default', made.id)).toEqual(made);
    expect(await findChannel(db, 'other', made.id)).toBeNull();
    expect(await findChannel(db, 'default', 'no uuid')).toBeNull();
    expect(await updateChannel(db, { tenant: 'default', id: made.id, enabled: false, floors: ['demo'] })).toEqual({
      ...made,
      enabled: false,
      floors: ['demo'],
    });
    expect(await updateChannel(db, { tenant: 'other', id: made.id, enabled: true })).toBeNull();
    expect(await listChannels(db, null)).toHaveLength(1);
    expect(await deleteChannel(db, 'other', made.id)).toBe(false);
    expect(await deleteChannel(db, 'default', made.id)).toBe(true);
    expect(await listChannels(db, 'default')).toEqual([]);
  });
});
