import type { Alert } from '@watchfloor/contracts/alert';
import { instantOf } from '@watchfloor/contracts/instant';
import { type FreshRedis, freshRedis } from '@watchfloor/testing/private-servers';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type AlertEntry, findAlert, readActiveAlerts, readEndedAlerts } from './alerts.ts';
import { connectRedis, untilReady } from './connect.ts';
import { type Firing, fire } from './fire.ts';
import { keys } from './keys.ts';
import { acquireLease } from './lease.ts';
import type { ScriptedRedis } from './scripts.ts';

let server: FreshRedis;
let redis: ScriptedRedis;
let epoch = 0;
beforeAll(async () => {
  server = await freshRedis();
  redis = connectRedis(server.url);
  await untilReady(redis);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});
beforeEach(async () => {
  await redis.flushall();
  const lease = await acquireLease(redis, { partition: 0, role: 'alerting', owner: 'me', ttlMs: 60_000 });
  epoch = lease.held ? lease.epoch : -1;
});

const at = instantOf(Date.parse('2026-11-11T00:00:00Z'));
const entry = (type: AlertEntry['type'], severity: Alert['severity'] = 'warning', id = 'al_1'): AlertEntry => ({
  floor: 't/f',
  type,
  alert: {
    id,
    floor: 'f',
    rule: 'late reply',
    severity,
    state: type === 'resolved' ? 'resolved' : 'firing',
    subject: { kind: 'conversation', id: 'c1', name: '王**' },
    agentId: null,
    teamId: null,
    metric: 'wait',
    value: 1,
    limit: 1,
    since: at,
    dueAt: at,
    knownAt: at,
    firedAt: at,
    resolvedAt: type === 'resolved' ? at : null,
    reason: type === 'resolved' ? 'replied' : null,
  },
});
const write = (entries: AlertEntry[], guard: Firing['guard'] = null) => fire(redis, { partition: 0, epoch, guard, entries });
const transitions = async () => (await redis.xrange(keys.alertLog(0), '-', '+')).map(([, fields]) => JSON.parse(fields[1] ?? '').type);

it('writes each transition once, however often it is told', async () => {
  const life = [entry('fired'), entry('changed', 'critical'), entry('resolved', 'critical')];
  for (const step of life) {
    expect(await write([step])).toEqual({ outcome: 'done', written: 1 });
    expect(await write([step])).toEqual({ outcome: 'done', written: 0 });
  }
  expect(await write(life)).toEqual({ outcome: 'done', written: 0 });
  expect(await transitions()).toEqual(['fired', 'changed', 'resolved']);
});

it('keeps an alert among the active until it ends, then among the ended', async () => {
  await write([entry('fired'), entry('fired', 'warning', 'al_2')]);
  await write([entry('resolved')]);
  const { entries, cursor } = await readActiveAlerts(redis, 0);
  expect(entries.map(({ alert }) => alert.id)).toEqual(['al_2']);
  expect(cursor).toBe((await redis.xrevrange(keys.alertLog(0), '+', '-', 'COUNT', 1))[0]?.[0]);
  expect((await readEndedAlerts(redis, { partition: 0, count: 10 })).map(({ alert }) => alert.id)).toEqual(['al_1']);
  expect((await findAlert(redis, 0, 'al_1'))?.state).toBe('resolved');
  expect(await findAlert(redis, 0, 'al_9')).toBeNull();
});

it('refuses an owner whose lease is in another epoch', async () => {
  await redis.hset(keys.lease(0, 'alerting'), 'epoch', epoch + 1);
  expect(await write([entry('fired')])).toEqual({ outcome: 'fenced', epoch: String(epoch + 1) });
  expect(await transitions()).toEqual([]);
});

it('refuses while a logged event could still change the decision', async () => {
  const instant = Date.now() - 10;
  const guarded = (folded: string) => write([entry('fired')], { instant, folded });
  expect(await write([entry('fired')], { instant: Date.now() + 60_000, folded: '' })).toMatchObject({ outcome: 'early' });
  await redis.hset(keys.applied(0), { id: `${instant - 5}-0`, fact: '7-0' });
  await redis.xadd(keys.log(0), `${instant - 5}-0`, 'f', '[]');
  expect(await guarded('6-0')).toEqual({ outcome: 'behind', fact: '7-0' });
  await redis.xadd(keys.log(0), `${instant}-0`, 'f', '[]');
  expect(await guarded('7-0')).toEqual({ outcome: 'unapplied', logId: `${instant - 5}-0` });
  await redis.hset(keys.applied(0), 'id', `${instant}-0`);
  expect(await guarded('7-0')).toEqual({ outcome: 'done', written: 1 });
});

it('fires though the log goes on, once it is applied past the instant', async () => {
  const instant = Date.now() - 10;
  await redis.hset(keys.applied(0), { id: `${instant + 1}-0`, fact: '7-0' });
  await redis.xadd(keys.log(0), `${instant + 2}-0`, 'f', '[]');
  expect(await write([entry('fired')], { instant, folded: '7-0' })).toEqual({ outcome: 'done', written: 1 });
});
