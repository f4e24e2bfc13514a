import { connectHistory, type History } from '@watchfloor/history/connect';
import { readPositions } from '@watchfloor/history/ledger-positions';
import { queryMetrics } from '@watchfloor/history/metrics';
import type { FactEntry } from '@watchfloor/redis/fact-reader';
import { type FreshDatabase, freshDatabase } from '@watchfloor/testing/private-servers';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeEntries } from '../src/write-entries.ts';
import { cuts, stories } from './arbitrary-batches.ts';
import { answered, assigned, closed, cutOf, entryOf, held, ms, opened, replied, responded } from './facts.ts';
import { cutUp, entriesOf } from './tables.ts';

let database: FreshDatabase;
let db: History;

beforeAll(async () => {
  database = await freshDatabase();
  db = connectHistory({ url: database.url, name: 'test' });
});
afterAll(async () => {
  await db.destroy();
  await database.stop();
});

/** One transaction, whatever the entries call themselves. */
async function write(entries: FactEntry[]): Promise<void> {
  await writeEntries(db, entries, await readPositions(db, 1));
}

const day = (time: string) => ms(`2026-11-11T${time}Z`);

test('figures follow what is taken back and told otherwise', async () => {
  const floor = 'default/retold';
  const figures = async (by: 'floor' | 'agent' | 'team') => {
    const range = { fromMs: day('00:00:00'), toMs: day('23:00:00') };
    return await queryMetrics(db, { floorKey: floor, floorName: '演示', zone: 'UTC', dayStart: '00:00', clock: 'wall', by, ...range });
  };
  const a = { agentId: 'a', teamId: 'east' };
  const asked = day('10:00:00');

  // Asked, assigned, closed unanswered: so it looks.
  const begun = [opened({ at: asked, cut: { teamId: 'east' } }), assigned({ at: day('10:00:10'), holdId: 'h', cut: a })];
  const unanswered = replied({
    roundId: 'r',
    openedAt: asked,
    at: day('10:02:00'),
    outcome: 'unanswered',
    by: null,
    agentWaitMs: null,
    cut: a,
  });
  const hold = held({ holdId: 'h', from: day('10:00:10'), at: day('10:02:00'), cut: a });
  const left = closed({ at: day('10:02:00'), abandoned: 'assigned', waitMs: 120_000, cut: a });
  await write([entryOf([...begun, unanswered, hold, left], { floor, id: '1-1' })]);
  expect(await figures('floor')).toMatchObject([
    {
      response: { count: 0, avgMs: null },
      firstResponse: { count: 0 },
      handleTime: { count: 1, avgMs: 110_000 },
      handled: 0,
      conversations: 1,
    },
  ]);
  expect(await figures('floor')).toMatchObject([{ abandoned: 1, abandonedAssigned: 1, abandonRate: 1 }]);

  // The agent's answer comes late: the round was replied to, nobody was abandoned.
  const reply = { at: day('10:00:40'), cut: a };
  const answeredRound = replied({ ...reply, roundId: 'r', openedAt: asked, agentWaitMs: 30_000 });
  const resolved = closed({ at: day('10:02:00'), abandoned: null, waitMs: 120_000, cut: a });
  const first = responded({ ...reply, waitMs: 40_000, agentWaitMs: 30_000 });
  const word = answered({ ...reply, replyId: 'm' });
  await write([entryOf([word, first, answeredRound, resolved], { retracts: [unanswered, left], floor, id: '2-1' })]);
  expect(await figures('floor')).toMatchObject([
    {
      response: { count: 1, avgMs: 40_000 },
      firstResponse: { count: 1, avgMs: 40_000 },
      handleTime: { count: 1 },
      handled: 1,
      conversations: 1,
    },
  ]);
  expect(await figures('floor')).toMatchObject([{ abandoned: 0, abandonRate: 0 }]);
  expect(await figures('agent')).toMatchObject([{ key: 'a', response: { count: 1, avgMs: 30_000 }, handled: 1 }]);

  // It was another team's agent then, as a late status tells: the same reply, of another team.
  const west = { cut: cutOf({ ...a, teamId: 'west' }) };
  const retold = [
    { ...word, ...west },
    { ...first, ...west },
    { ...answeredRound, ...west },
  ];
  await write([entryOf(retold, { retracts: [word, first, answeredRound], floor, id: '3-1' })]);
  expect(await figures('team')).toMatchObject([
    { key: 'east', response: { count: 0 }, handled: 0, conversations: 1, handleTime: { count: 1 } },
    { key: 'west', response: { count: 1, avgMs: 40_000 }, firstResponse: { count: 1 }, handled: 1, conversations: 0 },
  ]);

  // The close turns out to have been earlier: told in one transaction with a change of mind before it.
  const at = (time: string) => ({ hold: { ...hold, at: day(time), handleMs: day(time) - hold.from }, end: { ...resolved, at: day(time) } });
  const [once, twice] = [at('10:01:30'), at('10:01:00')];
  await write([
    entryOf([once.hold, once.end], { retracts: [hold, resolved], floor, id: '4-1' }),
    entryOf([twice.hold, twice.end], { retracts: [once.hold, once.end], floor, id: '5-1' }),
  ]);
  expect(await figures('floor')).toMatchObject([
    { response: { count: 1, avgMs: 40_000 }, handleTime: { count: 1, avgMs: 50_000 }, handled: 1 },
  ]);

  await write([entryOf([], { retracts: [...retold, ...begun, twice.hold, twice.end], floor, id: '6-1' })]);
  expect(await figures('floor')).toEqual([]);
});

/** Everything that figures of a floor come from. */
async function content(floor: string): Promise<unknown[]> {
  const tables = { facts: 'at, key', early_facts: 'day, at, key', ignored_events: 'at, source, event_id' };
  const read = Object.entries(tables).map(async ([table, order]) => {
    const { rows } = await sql<{ floor: string }>`
      select * from ${sql.table(table)} where floor = ${floor} order by ${sql.raw(order)}`.execute(db);
    return rows.map((row) => ({ table, ...row, floor: '' }));
  });
  return (await Promise.all(read)).flat();
}

test('PostgreSQL holds the rows of the facts that stand, however batches are cut into transactions', { timeout: 60_000 }, async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(stories, cuts, async ({ batches, standing }, sizes) => {
      run += 1;
      const [told, plain] = [`default/told-${run}`, `default/plain-${run}`];
      for (const entries of cutUp(entriesOf(batches, told), sizes)) await write(entries);
      await write(entriesOf([{ facts: standing }], plain));
      expect(await content(told)).toEqual(await content(plain));
    }),
    { numRuns: 40 },
  );
});
