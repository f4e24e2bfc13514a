import { type FreshRedis, freshRedis } from '@watchfloor/testing/private-servers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Commit, commit } from './commit.ts';
import { connectRedis, untilReady } from './connect.ts';
import { keys } from './keys.ts';
import { acquireLease } from './lease.ts';
import type { ScriptedRedis } from './scripts.ts';

const P = 3;
let server: FreshRedis;
let redis: ScriptedRedis;

beforeAll(async () => {
  server = await freshRedis();
  redis = connectRedis(server.url);
  await untilReady(redis);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});
beforeEach(() => redis.flushall());

const factBatch = { logId: '1-0', committedAt: 1, floors: [] };
async function leased(): Promise<number> {
  const lease = await acquireLease(redis, { partition: P, role: 'keeper', owner: 'me', ttlMs: 60_000 });
  return lease.held ? lease.epoch : -1;
}
const work = (more: Partial<Commit>): Commit => ({
  partition: P,
  epoch: 1,
  after: '0-0',
  through: '1-0',
  facts: factBatch,
  writes: [],
  windows: false,
  ...more,
});
const hash = (key: string, fields: Record<string, string>, remove: string[] = [], ttlMs = 0) => ({
  kind: 'hash' as const,
  key,
  ttlMs,
  set: new Map(Object.entries(fields)),
  remove,
});

describe('a commit', () => {
  test('writes fields, sets, facts and the position together, and every hash says which fact it is up to', async () => {
    const epoch = await leased();
    await redis.hset('wf:{p3}:h', { old: '1', kept: '2' });
    const members = { kind: 'set' as const, key: 'wf:{p3}:s', ttlMs: 5_000, members: [Buffer.from([0, 255, 10, 13]), Buffer.from('b')] };
    const answer = await commit(redis, work({ epoch, writes: [hash('wf:{p3}:h', { new: '3' }, ['old'], 9_000), members] }));
    if (answer.outcome !== 'committed') throw new Error(answer.outcome);
    const [fact] = await redis.xrange(keys.facts(P), '-', '+');
    expect(fact).toEqual([answer.factId, ['f', JSON.stringify(factBatch)]]);
    expect(await redis.hgetall('wf:{p3}:h')).toEqual({ kept: '2', new: '3', _pos: answer.factId });
    expect(await redis.smembersBuffer('wf:{p3}:s')).toHaveLength(2);
    expect(await redis.hgetall(keys.applied(P))).toEqual({ id: '1-0', epoch: String(epoch), fact: answer.factId });
    expect(await redis.pttl('wf:{p3}:h')).toBeGreaterThan(8_000);
    expect(await redis.pttl('wf:{p3}:s')).toBeGreaterThan(4_000);
  });

  test('sent again in the same epoch is already done and changes nothing', async () => {
    const epoch = await leased();
    const first = await commit(redis, work({ epoch, writes: [hash('wf:{p3}:h', { n: '1' })] }));
    const again = await commit(redis, work({ epoch, writes: [hash('wf:{p3}:h', { n: '2' })] }));
    expect(again).toEqual({ outcome: 'already done', factId: first.outcome === 'committed' ? first.factId : '' });
    expect(await redis.hget('wf:{p3}:h', 'n')).toBe('1');
    expect(await redis.xlen(keys.facts(P))).toBe(1);
  });

  test('is fenced out by a younger epoch, by no lease at all, and writes nothing', async () => {
    expect(await commit(redis, work({ epoch: 1 }))).toEqual({ outcome: 'fenced', epoch: '' });
    const epoch = await leased();
    expect(await commit(redis, work({ epoch: epoch - 1, writes: [hash('wf:{p3}:h', { n: '1' })] }))).toEqual({
      outcome: 'fenced',
      epoch: String(epoch),
    });
    expect(await redis.exists('wf:{p3}:h', keys.facts(P), keys.applied(P))).toBe(0);
  });

  test('from another place in the log than Redis is at is told where that is', async () => {
    const epoch = await leased();
    await commit(redis, work({ epoch }));
    expect(await commit(redis, work({ epoch, through: '2-0' }))).toEqual({ outcome: 'moved', position: '1-0' });
    expect(await commit(redis, work({ epoch, after: '1-0', through: '2-0' }))).toMatchObject({ outcome: 'committed' });
  });

  test('the same end of the log reached by an earlier owner is not taken for one’s own', async () => {
    const epoch = await leased();
    await commit(redis, work({ epoch }));
    await redis.hset(keys.lease(P, 'keeper'), { owner: '', until: 0 });
    const next = await leased();
    expect(next).toBeGreaterThan(epoch);
    expect(await commit(redis, work({ epoch: next }))).toEqual({ outcome: 'moved', position: '1-0' });
  });

  test('without facts leaves the position of the facts where it was', async () => {
    const epoch = await leased();
    const first = await commit(redis, work({ epoch }));
    const second = await commit(redis, work({ epoch, after: '1-0', through: '2-0', facts: null, writes: [hash('wf:{p3}:h', { n: '1' })] }));
    expect(second).toEqual(first);
    expect(await redis.hget('wf:{p3}:h', '_pos')).toBe(first.outcome === 'committed' ? first.factId : '');
  });

  test('of 9,000 fields, 9,000 to delete and 9,000 members arrives whole', async () => {
    const epoch = await leased();
    const fields = Object.fromEntries(Array.from({ length: 9_000 }, (_, i) => [`f${i}`, String(i)]));
    await redis.hset('wf:{p3}:old', fields);
    const members = Array.from({ length: 9_000 }, (_, i) => Buffer.from(`m${i}`));
    const writes = [
      hash('wf:{p3}:h', fields),
      hash('wf:{p3}:old', {}, Object.keys(fields)),
      { kind: 'set' as const, key: 'wf:{p3}:s', ttlMs: 0, members },
    ];
    expect(await commit(redis, work({ epoch, writes }))).toMatchObject({ outcome: 'committed' });
    const { _pos, ...stored } = await redis.hgetall('wf:{p3}:h');
    expect(stored).toEqual(fields);
    expect(await redis.hlen('wf:{p3}:old')).toBe(1);
    expect(await redis.scard('wf:{p3}:s')).toBe(9_000);
  });
});
