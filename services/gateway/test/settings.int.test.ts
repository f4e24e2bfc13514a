import type { Account } from '@watchfloor/contracts/account';
import { isSetting, type SettingEvent, type SettingVersion } from '@watchfloor/contracts/setting';
import type { Team } from '@watchfloor/contracts/team';
import type { KeptSettings } from '@watchfloor/core/floor/settings';
import { connectRedis, untilReady } from '@watchfloor/redis/connect';
import { readFacts } from '@watchfloor/redis/facts';
import { keys, partitionOf } from '@watchfloor/redis/keys';
import { readLog } from '@watchfloor/redis/log';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { readEntries } from '@watchfloor/redis/snapshot';
import type { RunningService } from '@watchfloor/testing/run-service';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type House, KEY, PARTITIONS, problemOf, runHouse } from './run-gateway.ts';

/** Patient: the machine may be busy with other tests. */
const until = (holds: () => unknown) => vi.waitUntil(holds, { timeout: 15_000, interval: 20 });

let house: House;
let redis: ScriptedRedis;
let ingestUrl: string;
let keeper: RunningService;
beforeAll(async () => {
  house = await runHouse();
  const [ingest, first] = await Promise.all([house.start('ingest'), house.start('keeper')]);
  ingestUrl = ingest.url;
  keeper = first;
  redis = connectRedis(house.redis.url);
  await untilReady(redis);
});
afterAll(async () => {
  redis.disconnect();
  await house[Symbol.asyncDispose]();
});

const post = (path: string, body: unknown, headers: Record<string, string> = {}) => house.ask('POST', path, { body, headers });
const put = (path: string, body: unknown) => house.ask('PUT', path, { body });
const remove = (path: string) => house.ask('DELETE', path);
const read = async <T>(path: string): Promise<T> => (await (await house.ask('GET', path)).json()) as T;
type List<T> = { items: T[]; nextCursor: string | null };
const errorPaths = async (response: Response) => [response.status, (await problemOf(response)).errors?.map(({ path }) => path)];

const partition = (floor: string) => partitionOf(`default/${floor}`, PARTITIONS);
const told = async (floor: string): Promise<SettingEvent[]> =>
  (await readLog(redis, partition(floor)))
    .flat()
    .filter((event): event is SettingEvent => isSetting(event) && event.floor === `default/${floor}`);
/** What the keeper holds of one kind. */
const kept = async <K extends keyof KeptSettings>(floor: string, kind: K) =>
  new Map((await readEntries<object[]>(redis, keys.settings(partition(floor), `default/${floor}`, kind))).entries);

const event = (floor: string, type: string, subject: string, data: object) => ({
  specversion: '1.0',
  id: `${floor}-${type}-${subject}`,
  source: '/chat',
  type: `io.watchfloor.${type}`,
  time: new Date().toISOString(),
  subject,
  data,
});

async function send(floor: string, event: object): Promise<void> {
  const answer = await fetch(`${ingestUrl}/v1/events?floor=${floor}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/cloudevents+json' },
    body: JSON.stringify(event),
  });
  expect(answer.status).toBe(202);
}

/** An agent of a team comes online, so that the team is on the board. */
const comesOnline = (floor: string, teamId: string) => send(floor, event(floor, 'agent.status', 'A', { status: 'online', teamId }));
const boardTeams = async (floor: string) => (await read<{ teams: { id: string; name: string }[] }>(`/floors/${floor}/live`)).teams;

describe('a team', () => {
  test('has its name on the board from when it is set, and its id when it is removed', async () => {
    await post('/floors', { id: 'named' });
    await comesOnline('named', '组1');
    const made = await post('/floors/named/teams', { id: '组1', name: '售前一组', role: 'presales' });
    expect([made.status, await made.json()]).toEqual([201, { id: '组1', name: '售前一组', role: 'presales', lead: null, version: 1 }]);
    await until(async () => (await boardTeams('named'))[0]?.name === '售前一组');
    const way = `/floors/named/teams/${encodeURIComponent('组1')}`;
    expect(await (await put(way, { name: '售前', lead: 'wang' })).json()).toMatchObject({ name: '售前', role: 'presales', version: 2 });
    expect(await (await put(way, { lead: null })).json()).toMatchObject({ name: '售前', lead: null, version: 3 });
    await until(async () => (await boardTeams('named'))[0]?.name === '售前');
    expect((await remove(way)).status).toBe(204);
    await until(async () => (await boardTeams('named'))[0]?.name === '组1');
    expect((await problemOf(await remove(way))).status).toBe(404);
    expect((await house.ask('GET', way)).status).toBe(404);
    expect((await told('named')).map(({ type, data }) => [type, data.version])).toEqual([
      ['floor.configured', 1],
      ['team.configured', 1],
      ['team.configured', 2],
      ['team.configured', 3],
      ['team.removed', 4],
    ]);
  });

  test('is listed page by page, and as it was', async () => {
    await post('/floors', { id: 'paged' });
    for (const id of ['b', 'a', 'c']) await post('/floors/paged/teams', { id });
    const then = new Date().toISOString();
    await put('/floors/paged/teams/a', { name: 'later' });
    await remove('/floors/paged/teams/c');
    const first = await read<List<Team>>('/floors/paged/teams?limit=1');
    expect(first).toMatchObject({ items: [{ id: 'a', name: 'later' }], nextCursor: 'a' });
    const second = await read<List<Team>>(`/floors/paged/teams?limit=1&cursor=${first.nextCursor}`);
    expect([second.items.map(({ id }) => id), second.nextCursor]).toEqual([['b'], null]);
    const old = await read<List<Team>>(`/floors/paged/teams?at=${then}`);
    expect(old.items.map(({ id, name }) => [id, name])).toEqual([
      ['a', 'a'],
      ['b', 'b'],
      ['c', 'c'],
    ]);
  });

  test('is refused with the field, and never with a fault of ours', async () => {
    await post('/floors', { id: 'odd' });
    await post('/floors/odd/teams', { id: 't' });
    expect((await post('/floors/odd/teams', { id: 't' })).status).toBe(409);
    expect(await errorPaths(await post('/floors/odd/teams', { id: 'x', role: 'kings' }))).toEqual([400, ['body.role']]);
    expect(await errorPaths(await post('/floors/odd/teams', { id: 'a\0b' }))).toEqual([400, ['body.id']]);
    expect(await errorPaths(await post('/floors/odd/teams', { id: 'x', name: '\ud800' }))).toEqual([400, ['body.name']]);
    expect((await put('/floors/odd/teams/t', { id: 'u' })).status).toBe(400);
    expect((await put('/floors/odd/teams/t', { version: 7, name: 'x' })).status).toBe(409);
    for (const id of ['%00', 'nobody', encodeURIComponent('组'.repeat(128)), 'x'.repeat(300)])
      for (const method of ['GET', 'PUT', 'DELETE'])
        expect([id, method, (await house.ask(method, `/floors/odd/teams/${id}`, method === 'PUT' ? { body: {} } : {})).status]).toEqual([
          id,
          method,
          404,
        ]);
    for (const [method, body] of [['GET'], ['POST', { id: 't' }], ['POST', {}]] as const)
      expect((await problemOf(await house.ask(method, '/floors/nowhere/teams', { body }))).status).toBe(404);
  });
});

describe('a floor', () => {
  test('takes every setting, gives back defaults for null, and keeps what is absent', async () => {
    const settings = {
      profile: 'jd',
      officeHours: { mon: [{ from: '09:00', to: '18:00' }], sat: [{ from: '20:00', to: '02:00' }] },
      shifts: [{ id: 'early', name: '早班', from: '08:00', to: '16:00', days: ['mon', 'tue'] }],
      holidays: [{ date: '2026-10-10', name: '调休', hours: [{ from: '09:00', to: '18:00' }] }],
      promotion: { name: '双11', from: '2026-11-10T20:00:00+08:00', to: '2026-11-12T00:00:00+08:00' },
      phrases: { courtesies: ['么么哒'], fillers: ['这就去问仓库'] },
      sealAfterHours: 24,
      showNamesOnTv: true,
    };
    await post('/floors', { id: 'full' });
    expect(await (await put('/floors/full', settings)).json()).toMatchObject({ ...settings, version: 2 });
    expect(
      await (await put('/floors/full', { promotion: null, officeHours: null, limits: { wait: { warning: 1_000 } } })).json(),
    ).toMatchObject({
      profile: 'jd',
      promotion: null,
      officeHours: null,
      limits: { wait: { warning: 1_000, critical: 180_000 } },
    });
    const cleared = { profile: null, shifts: null, limits: { wait: null }, phrases: { fillers: null }, sealAfterHours: null };
    const after = await (await put('/floors/full', cleared)).json();
    expect(after).toMatchObject({ profile: 'default', shifts: [], limits: { wait: { warning: 100_000 } }, sealAfterHours: 72, version: 4 });
    expect(after).toMatchObject({ phrases: { courtesies: ['么么哒'], fillers: [] } });
    // What says nothing new is no version.
    expect(await (await put('/floors/full', after)).json()).toEqual(after);
    expect((await put('/floors/full', { name: 'x', version: 3 })).status).toBe(409);
    expect(await errorPaths(await put('/floors/full', { officeHours: { mon: [{ from: '09:00', to: '25:00' }] } }))).toEqual([
      400,
      ['body.officeHours.mon.0.to'],
    ]);
  });

  test('has a new limit at once, also for who waits already', async () => {
    await post('/floors', { id: 'limited' });
    await house.start('alerting');
    const asked = event('limited', 'message.received', 'c1', { customerId: 'u1', channel: 'tmall' });
    await send('limited', { ...asked, time: new Date(Date.now() - 30_000).toISOString() });
    const rules = async () => (await read<List<{ limit: number }>>('/floors/limited/alerts')).items.map(({ limit }) => limit);
    await until(async () => (await read<{ waiting: unknown[] }>('/floors/limited/live')).waiting.length === 1);
    expect(await rules()).toEqual([]);
    await put('/floors/limited', { limits: { wait: { warning: 29_000 } } });
    await until(async () => (await rules()).includes(29_000));
  });

  test('shows who set what when, and what held at an instant', async () => {
    await post('/floors', { id: 'history', name: 'first' });
    const then = new Date().toISOString();
    await put('/floors/history', { name: 'second' });
    await post('/floors/history/teams', { id: 't' });
    expect(await read(`/floors/history?at=${then}`)).toMatchObject({ name: 'first', version: 1 });
    expect(await read('/floors/history?at=2000-01-01T00:00:00Z')).toMatchObject({ name: 'first' });
    const all = await read<List<SettingVersion>>('/floors/history/versions');
    expect(all.items.map(({ kind, version }) => [kind, version])).toEqual([
      ['team', 1],
      ['floor', 2],
      ['floor', 1],
    ]);
    expect(all.items[1]).toMatchObject({ author: expect.stringContaining('@'), settings: { name: 'second' } });
    const page = await read<List<SettingVersion>>('/floors/history/versions?kind=floor&limit=1');
    expect(page.items[0]?.version).toBe(2);
    const next = await read<List<SettingVersion>>(`/floors/history/versions?kind=floor&limit=1&cursor=${page.nextCursor}`);
    expect([next.items[0]?.version, next.nextCursor]).toEqual([1, null]);
  });
});

describe('the account map', () => {
  test('has several accounts a person, and one person an account at a time', async () => {
    await post('/floors', { id: 'mapped' });
    expect(await errorPaths(await post('/floors/mapped/accounts', { account: '旗舰店:小王', personId: 'wang' }))).toEqual([
      400,
      ['body.personId'],
    ]);
    expect(
      await (await post('/floors/mapped/people', { id: 'wang', name: '王芳', teamId: 't1', hired: '2025-03-01' })).json(),
    ).toMatchObject({
      name: '王芳',
      hired: '2025-03-01',
    });
    await post('/floors/mapped/people', { id: 'li' });
    const rows: Account[] = [];
    for (const account of ['旗舰店:小王', 'jd-7']) {
      const made = await post('/floors/mapped/accounts', { account, personId: 'wang' });
      expect(made.status).toBe(201);
      rows.push((await made.json()) as Account);
    }
    const [first] = rows;
    // Within the day that the keeper remembers.
    const from = new Date(Date.now() - 3_600_000).toISOString();
    const taken = await problemOf(await post('/floors/mapped/accounts', { account: 'jd-7', personId: 'li', from }));
    expect([taken.status, taken.detail]).toEqual([409, expect.stringContaining('wang')]);
    expect(await errorPaths(await put(`/floors/mapped/accounts/${first?.id}`, { from, to: from }))).toEqual([400, ['body.to']]);
    expect((await put(`/floors/mapped/accounts/${first?.id}`, { to: from })).status).toBe(200);
    expect((await post('/floors/mapped/accounts', { account: '旗舰店:小王', personId: 'li', from })).status).toBe(201);
    expect((await problemOf(await remove('/floors/mapped/people/wang'))).status).toBe(409);
    await remove(`/floors/mapped/accounts/${rows[1]?.id}`);
    expect((await remove('/floors/mapped/people/wang')).status).toBe(204);
    await until(async () => (await kept('mapped', 'account')).get('旗舰店:小王')?.length === 2);
    expect((await kept('mapped', 'account')).get('旗舰店:小王')).toMatchObject([
      { personId: 'wang', from: null, to: Date.parse(from) },
      { personId: 'li', from: Date.parse(from), to: null },
    ]);
  });

  test('of two who map one account at the same moment, one is told that it is taken', async () => {
    await post('/floors', { id: 'race' });
    for (const id of ['p1', 'p2']) await post('/floors/race/people', { id });
    const answers = await Promise.all(['p1', 'p2'].map((personId) => post('/floors/race/accounts', { account: 'a', personId })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  });
});

describe('an Idempotency-Key', () => {
  test('gives the first answer again and does nothing twice', async () => {
    const headers = { 'idempotency-key': 'make-1' };
    const first = await post('/floors', { id: 'once' }, headers);
    const again = await post('/floors', { id: 'once' }, headers);
    expect([first.status, again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 201, 'true']);
    expect(await again.json()).toEqual(await first.json());
    expect((await problemOf(await post('/floors', { id: 'other' }, headers))).status).toBe(422);
    await post('/floors/once/teams', { id: 't' });
    const gone = () => house.ask('DELETE', '/floors/once/teams/t', { headers });
    expect([(await gone()).status, (await gone()).status]).toEqual([204, 204]);
    // Somebody else's key of the same name is another key.
    const other = await house.ask('POST', '/floors', { body: { id: 'once' }, headers, token: await house.tokenOf('admin') });
    expect(other.status).toBe(409);
    expect((await problemOf(await post('/floors', { id: 'x' }, { 'idempotency-key': 'a b' }))).status).toBe(400);
  });

  test('never keeps a secret', async () => {
    const headers = { 'idempotency-key': 'secret-1' };
    const { key } = (await (await post('/keys', { name: 'k' }, headers)).json()) as { key: string };
    expect((await problemOf(await post('/keys', { name: 'k' }, headers))).status).toBe(409);
    expect(JSON.stringify(await house.db.selectFrom('idempotency_keys').selectAll().execute())).not.toContain(key);
    expect((await read<List<unknown>>('/keys')).items).toHaveLength(1);
  });
});

describe('the way to the log', () => {
  const teamEvent = (floor: string, version: number): SettingEvent => ({
    type: 'team.configured',
    floor: `default/${floor}`,
    id: `team:t:v${version}`,
    source: '/settings',
    subject: 't',
    time: Date.now(),
    received: Date.now(),
    data: { id: 't', name: `v${version}`, role: 'other', lead: null, version },
  });
  const factsOf = async (floor: string) => {
    const facts: string[] = [];
    for await (const { batch } of readFacts(redis, partition(floor)))
      for (const each of batch.floors) if (each.floor === `default/${floor}`) facts.push(...each.facts.map(({ type }) => type));
    return facts;
  };
  const untilEmpty = () => until(async () => (await house.db.selectFrom('settings_outbox').select('id').execute()).length === 0);

  test('what a gateway left behind when it died is told by the next, and has its effect once though the log has it twice', async () => {
    await post('/floors', { id: 'left' });
    // Dead after the log took it, before the outbox forgot it: it stands there again.
    const event = JSON.stringify(teamEvent('left', 1));
    await house.db.insertInto('settings_outbox').values([{ event }, { event }]).execute();
    await untilEmpty();
    await until(async () => (await kept('left', 'team')).has('t'));
    await comesOnline('left', 't');
    await until(async () => (await boardTeams('left'))[0]?.name === 'v1');
    expect((await told('left')).filter(({ type }) => type === 'team.configured')).toHaveLength(2);
    expect((await factsOf('left')).filter((type) => type === 'team.configured')).toHaveLength(1);
  });

  test('another keeper knows what the one before it took in', async () => {
    await post('/floors', { id: 'heir' });
    await post('/floors/heir/teams', { id: 't', name: 'v1' });
    await until(async () => (await factsOf('heir')).includes('team.configured'));
    await keeper.kill();
    keeper = await house.start('keeper');
    await house.db
      .insertInto('settings_outbox')
      .values({ event: JSON.stringify(teamEvent('heir', 1)) })
      .execute();
    await put('/floors/heir/teams/t', { name: 'v2' });
    await until(async () => (await kept('heir', 'team')).get('t')?.length === 2);
    expect((await told('heir')).map(({ data }) => data.version)).toEqual([1, 1, 1, 2]);
    expect((await factsOf('heir')).filter((type) => type === 'team.configured')).toHaveLength(2);
  });

  test('two gateways at once tell every version once and in its order', async () => {
    await post('/floors', { id: 'two' });
    await using other = await house.start('gateway');
    const token = await house.tokenOf('manager');
    const change = (url: string, n: number) =>
      fetch(`${url}/api/v1/floors/two/teams/t`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ name: `name ${n}` }),
      });
    await post('/floors/two/teams', { id: 't' });
    const answers = await Promise.all(Array.from({ length: 30 }, (_, n) => change(n % 2 === 0 ? house.gateway.url : other.url, n)));
    expect(answers.map(({ status }) => status)).toEqual(Array(30).fill(200));
    const versions = (await told('two')).filter(({ type }) => type === 'team.configured').map(({ data }) => data.version);
    expect(versions).toEqual(Array.from({ length: 31 }, (_, n) => n + 1));
    const now = await read<Team>('/floors/two/teams/t');
    await until(async () => (await kept('two', 'team')).get('t')?.at(-1) && (await factsOf('two')).length >= 32);
    expect((await kept('two', 'team')).get('t')?.at(-1)).toMatchObject({ version: 31, body: { name: now.name } });
  });

  test('while Redis is away a setting is stored, answered with 202, and told when it is back', async () => {
    await post('/floors', { id: 'away' });
    await house.redis.kill();
    const answer = await post('/floors/away/teams', { id: 't', name: 'patient' });
    expect([answer.status, await answer.json()]).toEqual([202, { id: 't', name: 'patient', role: 'other', lead: null, version: 1 }]);
    await house.redis.restart();
    await untilReady(redis);
    await untilEmpty();
    await until(async () => (await kept('away', 'team')).has('t'));
  });

  test('a Redis that lost settings is told them again at the next start of a gateway, and nothing else', async () => {
    await post('/floors', { id: 'lost', name: 'not lost' });
    await post('/floors/lost/people', { id: 'kept' });
    await post('/floors/lost/teams', { id: 't' });
    for (const id of ['removed', 'stale']) await post('/floors/lost/teams', { id });
    await until(async () => (await kept('lost', 'team')).has('stale'));
    const stale = await redis.hget(keys.settings(partition('lost'), 'default/lost', 'team'), 'stale');
    for (const id of ['removed', 'stale']) await remove(`/floors/lost/teams/${id}`);
    await until(async () => (await kept('lost', 'team')).get('stale')?.length === 2);
    // As an older copy of Redis would have it.
    await redis.del(keys.settings(partition('lost'), 'default/lost', 'team'), keys.settings(partition('lost'), 'default/lost', 'floor'));
    await redis.hset(keys.settings(partition('lost'), 'default/lost', 'team'), 'stale', stale ?? '');
    const before = (await told('lost')).length;
    await using _next = await house.start('gateway');
    await untilEmpty();
    const again = (await told('lost')).slice(before).map(({ type, data }) => `${type} ${data.id} ${data.version}`);
    expect(again.sort()).toEqual(['floor.configured lost 1', 'team.configured t 1', 'team.removed stale 2']);
  });

  test('a gateway that is killed between its database and the log leaves a setting that the next one tells, with its effect once', async () => {
    await post('/floors', { id: 'killed' });
    const doomed = await house.start('gateway');
    const token = await house.tokenOf('manager');
    // The other gateway would tell it at once.
    expect(await house.gateway.stop()).toBe(0);
    await house.redis.kill();
    const cut = fetch(`${doomed.url}/api/v1/floors/killed/teams`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ id: 't', name: 'outlives it' }),
    }).then(
      () => 'answered',
      () => 'no answer',
    );
    await until(async () => (await house.db.selectFrom('settings_outbox').select('id').execute()).length === 1);
    await doomed.kill();
    expect(await cut).toBe('no answer');
    await house.redis.restart();
    await untilReady(redis);
    await house.start('gateway');
    await until(async () => (await kept('killed', 'team')).has('t'));
    await untilEmpty();
    expect((await factsOf('killed')).filter((type) => type === 'team.configured')).toHaveLength(1);
  });
});
