import { Floor } from '@watchfloor/contracts/floor';
import { Profile } from '@watchfloor/contracts/profile';
import { connectRedis, untilReady } from '@watchfloor/redis/connect';
import { findFloor } from '@watchfloor/redis/directory';
import { partitionOf } from '@watchfloor/redis/keys';
import { readLog } from '@watchfloor/redis/log';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type House, PARTITIONS, problemOf, runHouse } from './run-gateway.ts';

let house: House;
let redis: ScriptedRedis;
beforeAll(async () => {
  house = await runHouse();
  redis = connectRedis(house.redis.url);
  await untilReady(redis);
});
afterAll(async () => {
  redis.disconnect();
  await house[Symbol.asyncDispose]();
});

const make = (body: unknown) => house.ask('POST', '/floors', { body });
const change = (id: string, body: unknown) => house.ask('PUT', `/floors/${id}`, { body });

describe('a floor', () => {
  test('is made with the defaults of metrics.md, told to the receiver and to the keeper', async () => {
    const response = await make({ id: 'tmall-1', name: '天猫一店' });
    expect(response.status).toBe(201);
    expect(Floor.parse(await response.json())).toEqual({
      id: 'tmall-1',
      name: '天猫一店',
      zone: 'Asia/Shanghai',
      clock: 'wall',
      profile: 'default',
      shops: [],
      dayStart: '00:00',
      officeHours: null,
      shifts: [],
      holidays: [],
      promotion: null,
      phrases: { courtesies: [], fillers: [] },
      sealAfterHours: 72,
      showNamesOnTv: false,
      limits: {
        wait: { warning: 100_000, critical: 180_000 },
        untouched: { complaint: { warning: 900_000, critical: 1_800_000 }, other: { warning: 7_200_000, critical: 14_400_000 } },
        idleTicket: 86_400_000,
        replyRate: { seconds: 180, target: 0.9 },
      },
    });
    expect(await findFloor(redis, 'default/tmall-1')).toMatchObject({ id: 'tmall-1', tenant: 'default' });
    const told = (await readLog(redis, partitionOf('default/tmall-1', PARTITIONS))).flat().filter(({ subject }) => subject === 'tmall-1');
    expect(told).toMatchObject([{ type: 'floor.configured', data: { name: '天猫一店' } }]);
  });

  test('has its id for a name unless it is given one, and cannot be made twice', async () => {
    expect(await (await make({ id: 'plain' })).json()).toMatchObject({ name: 'plain' });
    expect((await problemOf(await make({ id: 'plain' }))).status).toBe(409);
  });

  test('is listed and read', async () => {
    for (const id of ['list-1', 'list-2', 'list-3']) await make({ id });
    const pages: string[] = [];
    let cursor = '';
    for (let page = 0; page < 20; page++) {
      const answer = (await (await house.ask('GET', `/floors?limit=2${cursor}`)).json()) as {
        items: { id: string }[];
        nextCursor: string | null;
      };
      expect(answer.items.length).toBeLessThanOrEqual(2);
      pages.push(...answer.items.map(({ id }) => id));
      if (answer.nextCursor === null) break;
      cursor = `&cursor=${encodeURIComponent(answer.nextCursor)}`;
    }
    expect(pages).toEqual([...new Set(pages)].sort());
    expect(pages).toEqual(expect.arrayContaining(['list-1', 'list-2', 'list-3']));
    expect(await (await house.ask('GET', '/floors/list-2')).json()).toMatchObject({ id: 'list-2' });
  });

  test('names its shops, each once, with the profile whose rules they go by', async () => {
    const shops = [
      { id: 's1', name: '京东自营', profile: 'jd' },
      { id: 's2', replyTarget: 0.95 },
    ];
    expect(await (await make({ id: 'shops', profile: 'taobao', shops })).json()).toMatchObject({ profile: 'taobao', shops });
    expect((await problemOf(await change('shops', { shops: [...shops, { id: 's1' }] }))).detail).toContain('shops.2.id');
    expect((await problemOf(await change('shops', { shops: [{ id: 's3', profile: 'ebay' }] }))).status).toBe(400);
    const changed = await (await change('shops', { shops: null, limits: { replyRate: { target: 0.8 } } })).json();
    expect(changed).toMatchObject({ shops: [], limits: { replyRate: { seconds: 180, target: 0.8 } } });
  });

  test('changes what is given, and what is absent stays, deep inside too', async () => {
    await make({ id: 'changing', name: 'before', zone: 'Asia/Taipei', limits: { wait: { warning: 30_000, critical: 240_000 } } });
    expect(await (await change('changing', { name: 'after' })).json()).toMatchObject({
      name: 'after',
      zone: 'Asia/Taipei',
      limits: { wait: { warning: 30_000 } },
    });
    const limits = await (await change('changing', { limits: { wait: { warning: 60_000 } } })).json();
    expect(limits).toMatchObject({ limits: { wait: { warning: 60_000, critical: 240_000 } } });
    expect(await (await house.ask('GET', '/floors/changing')).json()).toEqual(limits);
    expect(await (await change('changing', limits)).json()).toEqual(limits);
  });

  test.each([
    ['no id', {}, 'body.id'],
    ['an id that is none', { id: 'a/b' }, 'body.id'],
    ['an id that is too long', { id: 'x'.repeat(65) }, 'body.id'],
    ['a zone that does not exist', { id: 'bad', zone: 'Mars/Base' }, 'body.zone'],
    ['a clock that is none', { id: 'bad', clock: 'sun' }, 'body.clock'],
    ['a day that starts at 25:00', { id: 'bad', dayStart: '25:00' }, 'body.dayStart'],
    ['a warning above the limit', { id: 'bad', limits: { wait: { warning: 200_000, critical: 100_000 } } }, 'body.limits.wait.warning'],
    [
      'a ticket warning above the limit',
      { id: 'bad', limits: { untouched: { other: { warning: 9, critical: 8 } } } },
      'body.limits.untouched.other.warning',
    ],
    ['a limit below zero', { id: 'bad', limits: { wait: { warning: -1 } } }, 'body.limits.wait.warning'],
  ])('is refused with the field for %s', async (_name, body, path) => {
    const problem = await problemOf(await make(body));
    expect(problem).toMatchObject({ status: 400, errors: [{ path }] });
    expect(problem.detail).toContain(path);
    expect((await house.ask('GET', '/floors/bad')).status).toBe(404);
  });

  test('a change is held to the same, the clock never changes, and nothing unknown is taken', async () => {
    await make({ id: 'held', limits: { wait: { warning: 50_000, critical: 60_000 } } });
    for (const body of [
      { zone: 'Mars/Base' },
      { clock: 'event' },
      { id: 'other' },
      { nonsense: 1 },
      { name: '' },
      { limits: { wait: { warning: 70_000 } } },
      [],
      'text',
    ])
      expect([body, (await problemOf(await change('held', body))).status]).toEqual([body, 400]);
  });

  test('that nobody made is 404, whatever it is called', async () => {
    for (const id of ['nowhere', 'no%20where', '%2e%2e', 'x'.repeat(100), '%00', encodeURIComponent('地板')])
      for (const way of ['', '/live', '/alerts', '/metrics?from=2026-11-11T00:00:00Z&to=2026-11-12T00:00:00Z']) {
        expect([id, way, (await problemOf(await house.ask('GET', `/floors/${id}${way}`))).status]).toEqual([id, way, 404]);
      }
    expect((await problemOf(await change('nowhere', { name: 'x' }))).status).toBe(404);
  });

  test('odd questions are told what is wrong', async () => {
    await make({ id: 'asked' });
    const wrong = async (way: string) => (await problemOf(await house.ask('GET', `/floors/asked${way}`))).detail;
    expect(await wrong('/live?window=2h')).toContain('window');
    expect(await wrong('/alerts?state=sleeping')).toContain('state');
    expect(await wrong('/alerts?cursor=../../etc')).toContain('cursor');
    expect(await wrong('/metrics')).toContain('from');
    expect(await wrong('/metrics?from=2026-11-12T00:00:00Z&to=2026-11-11T00:00:00Z')).toContain('to');
    expect(await wrong('/metrics?from=yesterday&to=today')).toContain('from');
    const day = 'from=2026-11-11T00:00:00Z&to=2026-11-12T00:00:00Z';
    expect(await wrong(`/metrics?${day}&bucket=shift`)).toBe('bucket: floor asked has no shifts');
    await change('asked', { shifts: [{ id: 'late', name: '晚班', from: '16:00', to: '01:00', days: ['mon'] }] });
    expect((await house.ask('GET', `/floors/asked/metrics?${day}&bucket=shift`)).status).toBe(200);
  });
});

describe('the profiles', () => {
  test('are told whole: every version, every line with its source, in three languages', async () => {
    const { items } = z.object({ items: z.array(Profile) }).parse(await (await house.ask('GET', '/profiles')).json());
    expect(items.map(({ name }) => name)).toEqual(['default', 'taobao', 'jd', 'pdd', 'douyin']);
    const jd = Profile.parse(await (await house.ask('GET', '/profiles/jd')).json());
    expect(jd.versions.at(-1)?.lines.find(({ key }) => key === 'limits')).toMatchObject({
      value: [30],
      text: { 'zh-CN': '30 秒应答率。' },
    });
    expect((await house.ask('GET', '/profiles/ebay')).status).toBe(404);
  });
});
