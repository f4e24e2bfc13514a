import { setTimeout as wait } from 'node:timers/promises';
import { readActiveAlerts, readEndedAlerts } from '@watchfloor/redis/alerts';
import { keys } from '@watchfloor/redis/keys';
import { freshRedis } from '@watchfloor/testing/private-servers';
import { expect, it } from 'vitest';
import { hearAlerts } from './hear-alerts.ts';
import { closed, cut, floorWith, opened, playKeeper } from './play-keeper.ts';
import { runAlerting } from './run-alerting.ts';

const ms = (text: string) => Date.parse(text);

it('fires at the deadline, never early, and ends with the reply', async () => {
  await using redis = await freshRedis();
  await using keeper = await playKeeper(redis.url, floorWith('f', 400, 700));
  await using alerts = hearAlerts(redis.url, keeper.partition);
  await using _alerting = await runAlerting(redis.url);
  const at = Date.now();
  await keeper.apply([opened('c1', at)]);
  await alerts.until((heard) => heard.length === 2);
  await keeper.apply([closed('c1', at, Date.now())]);
  await alerts.until((heard) => heard.length === 3);
  expect(alerts.story('c1')).toEqual(['fired warning', 'changed critical', 'resolved critical replied']);
  for (const { type, alert, heardAt } of alerts.heard.slice(0, 2)) {
    expect(type).not.toBe('resolved');
    const late = ms(alert.firedAt) - ms(alert.dueAt);
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThan(250);
    expect(heardAt).toBeGreaterThanOrEqual(ms(alert.dueAt));
  }
  expect(alerts.heard[0]?.floor).toBe('t/f');
  expect((await readActiveAlerts(keeper.redis, keeper.partition)).entries).toEqual([]);
  expect((await readEndedAlerts(keeper.redis, { partition: keeper.partition, count: 10 })).map(({ alert }) => alert.reason)).toEqual([
    'replied',
  ]);
});

it('gives no false alert for a reply that is logged but not applied yet', async () => {
  await using redis = await freshRedis();
  await using keeper = await playKeeper(redis.url, floorWith('f', 300));
  await using alerts = hearAlerts(redis.url, keeper.partition);
  await using alerting = await runAlerting(redis.url);
  const at = Date.now();
  await keeper.apply([opened('c1', at)]);
  const repliedAt = Date.now();
  const reply = await keeper.log();
  while (!/refusals_total\{[^}]*reason="unapplied"[^}]*\} [1-9]/.test(await alerting.metrics())) await wait(50);
  expect(Date.now()).toBeGreaterThan(at + 300);
  await keeper.apply([closed('c1', at, repliedAt)], { through: reply });
  await keeper.apply([opened('c2', at)]);
  await alerts.until((heard) => heard.length > 0);
  expect(alerts.story('c1')).toEqual([]);
  expect(alerts.story('c2')).toEqual(['fired warning']);
});

it('gives no false alert for a round that comes in late with its reply right behind', async () => {
  await using redis = await freshRedis();
  await using keeper = await playKeeper(redis.url, floorWith('f', 300));
  await using alerts = hearAlerts(redis.url, keeper.partition);
  await using alerting = await runAlerting(redis.url);
  const at = Date.now() - 5_000;
  const [opening, reply] = [await keeper.log(), await keeper.log()];
  await keeper.apply([opened('c1', at)], { through: opening });
  while (!/refusals_total\{[^}]*reason="unapplied"[^}]*\} [1-9]/.test(await alerting.metrics())) await wait(20);
  await keeper.apply([closed('c1', at, at + 100)], { through: reply });
  await keeper.apply([opened('c2', at)]);
  await alerts.until((heard) => heard.length > 0);
  expect(alerts.heard.map(({ alert }) => alert.subject.id)).toEqual(['c2']);
});

it('withdraws an alert that a later event disproves', async () => {
  await using redis = await freshRedis();
  await using keeper = await playKeeper(redis.url, floorWith('f', 200));
  await using alerts = hearAlerts(redis.url, keeper.partition);
  await using _alerting = await runAlerting(redis.url);
  const at = Date.now();
  await keeper.apply([opened('c1', at)]);
  await alerts.until((heard) => heard.length === 1);
  await keeper.apply([closed('c1', at, at + 100)]);
  await alerts.until((heard) => heard.length === 2);
  expect(alerts.story('c1')).toEqual(['fired warning', 'resolved warning withdrawn']);
});

it('tells of a ticket that nobody touches, and of an event-time floor by its own clock', async () => {
  await using redis = await freshRedis();
  const floor = floorWith('past', 100_000, 180_000, 'event');
  await using keeper = await playKeeper(redis.url, floor);
  await using alerts = hearAlerts(redis.url, keeper.partition);
  await using _alerting = await runAlerting(redis.url);
  const at = Date.parse('1999-08-10T09:00:00Z');
  await keeper.apply([opened('c1', at), { type: 'ticket.untouched', at, ticketId: 'k1', kind: 'complaint', cut }]);
  await keeper.apply([closed('c1', at, at + 150_000)]);
  await keeper.apply([], { time: at + 900_000 });
  await alerts.until((heard) => heard.length === 3);
  expect(alerts.story('c1')).toEqual(['fired warning', 'resolved warning replied']);
  expect(alerts.story('k1')).toEqual(['fired warning']);
  expect(alerts.heard.map(({ alert }) => ms(alert.firedAt) - at)).toEqual([100_000, 100_000, 900_000]);
});

it('tells each deadline once though it is killed again and again across them', async () => {
  await using redis = await freshRedis();
  await using keeper = await playKeeper(redis.url, floorWith('f', 500, 1_500));
  await using alerts = hearAlerts(redis.url, keeper.partition);
  const ids = Array.from({ length: 300 }, (_, index) => `c${index}`);
  let alerting = await runAlerting(redis.url);
  const start = Date.now();
  const openings = new Map(ids.map((id, index) => [id, start + index * 10]));
  const opening = (async () => {
    for (const [id, at] of openings) {
      await wait(Math.max(0, at - Date.now()));
      await keeper.apply([opened(id, at)]);
    }
  })();
  for (const count of [20, 120, 300]) {
    await alerts.until((heard) => heard.length >= count, 20_000);
    await alerting.kill();
    alerting = await runAlerting(redis.url);
  }
  await opening;
  // A third breaches and ends while nobody watches, a third ends under the eyes of alerting.
  await alerts.until((heard) => heard.filter(({ type }) => type === 'changed').length === ids.length, 20_000);
  await alerting.kill();
  await keeper.apply(ids.slice(0, 100).map((id) => closed(id, openings.get(id) ?? 0, Date.now())));
  const late = Date.now() - 10_000;
  await keeper.apply([opened('unseen', late), closed('unseen', late, late + 9_000)]);
  alerting = await runAlerting(redis.url);
  await keeper.apply(ids.slice(100, 200).map((id) => closed(id, openings.get(id) ?? 0, Date.now())));
  await alerts.until((heard) => heard.filter(({ type }) => type === 'resolved').length === 201, 20_000);
  const [whole, open] = [
    ['fired warning', 'changed critical', 'resolved critical replied'],
    ['fired warning', 'changed critical'],
  ];
  for (const [index, id] of ids.entries()) expect(alerts.story(id), id).toEqual(index < 200 ? whole : open);
  expect(alerts.story('unseen')).toEqual(whole);
  for (const { type, alert } of alerts.heard) if (type !== 'resolved') expect(ms(alert.firedAt)).toBeGreaterThanOrEqual(ms(alert.dueAt));
  expect(await alerting.stop()).toBe(0);
  const lease = await keeper.redis.hgetall(keys.lease(keeper.partition, 'alerting'));
  expect(lease.owner).toBeUndefined();
});

it('says that it is not ready while Redis is away, and misses nothing that came due meanwhile', async () => {
  await using redis = await freshRedis();
  await using keeper = await playKeeper(redis.url, floorWith('f', 600));
  await using alerts = hearAlerts(redis.url, keeper.partition);
  await using alerting = await runAlerting(redis.url);
  await keeper.apply([opened('c1', Date.now())]);
  await redis.kill();
  while ((await alerting.readiness()).status !== 503) await wait(20);
  expect((await alerting.readiness()).reason).toBe('Redis cannot be reached');
  await wait(800);
  await redis.restart();
  await alerts.until((heard) => heard.length === 1, 20_000);
  expect(alerts.story('c1')).toEqual(['fired warning']);
});

it('stops in good order while Redis is away', async () => {
  await using redis = await freshRedis();
  await using _keeper = await playKeeper(redis.url, floorWith('f', 600));
  await using alerting = await runAlerting(redis.url);
  await redis.kill();
  const asked = Date.now();
  expect(await alerting.stop()).toBe(0);
  expect(Date.now() - asked).toBeLessThan(6_000);
});

it('is fenced out when another takes its partition', async () => {
  await using redis = await freshRedis();
  await using keeper = await playKeeper(redis.url, floorWith('f', 1_500));
  await using alerts = hearAlerts(redis.url, keeper.partition);
  await using first = await runAlerting(redis.url);
  await keeper.apply([opened('c1', Date.now())]);
  first.child.kill('SIGSTOP');
  await using _second = await runAlerting(redis.url);
  await alerts.until((heard) => heard.length === 1, 20_000);
  first.child.kill('SIGCONT');
  await keeper.apply([opened('c2', Date.now() - 2_000)]);
  await alerts.until((heard) => heard.length === 2);
  while (!first.output().includes('partition lost')) await wait(20);
  expect([alerts.story('c1'), alerts.story('c2')]).toEqual([['fired warning'], ['fired warning']]);
});
