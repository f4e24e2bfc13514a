import { setTimeout as wait } from 'node:timers/promises';
import { MetricsAnswer } from '@watchfloor/contracts/metrics';
import { FIRST_TENANT } from '@watchfloor/contracts/settings';
import { connectHistory } from '@watchfloor/history/connect';
import { Redis } from 'ioredis';
import { figureOf } from '../figure.ts';
import { writeAgentDays } from '../past/agent-days.ts';
import { tellBusyDay } from '../past/busy-day.ts';
import { Pipeline } from '../pipeline.ts';
import { UsageMeter } from '../process-usage.ts';
import type { Figure, Row, RowContext, RowResult } from '../row.ts';
import { type House, startHouse } from '../start-house.ts';
import { median } from '../statistics.ts';

const AGENTS = 10_000;
const DAYS = 90;
const ZONE = 'Asia/Shanghai';
/** 90 days from here on are three whole months; the second is asked for. */
const FIRST_DAY = '2026-01-01T00:00:00+08:00';
const MONTH = { from: '2026-02-01T00:00:00+08:00', to: '2026-03-01T00:00:00+08:00' };
const WEEK = { from: '2026-02-02T00:00:00+08:00', to: '2026-02-09T00:00:00+08:00' };
const BUSY_DAY = { from: '2026-04-11T00:00:00+08:00', to: '2026-04-12T00:00:00+08:00' };
const CONVERSATIONS = 18_000;
const RUNS = 10;
const MONTH_GOAL_MS = 2_000;
const DAY_GOAL_MS = 200;
/** Until the ledger has recorded and rolled up the busy day. */
const SETTLE_MS = 180_000;

/** goals.md: questions to the past, over HTTP through the gateway. */
export const history: Row = {
  name: 'history',
  what: `metrics over HTTP: a month by agent with ${AGENTS.toLocaleString('en-US')} agents x ${DAYS} days of data; a busy day of a floor by hour`,
  against: 'the clock',
  goal: 'the month under 2 s, the day under 200 ms',
  async run(context) {
    await using house = await startHouse(context, ['gateway', 'ledger']);
    await using pipeline = new Pipeline(house);
    const cookie = await pipeline.signIn();
    for (const id of ['large', 'busy']) await pipeline.makeFloor({ id, zone: ZONE }, cookie);
    return [await byAgent(context, house, cookie), await byHour(context, house, cookie)];
  },
};

async function byAgent(context: RowContext, house: House, cookie: string): Promise<RowResult> {
  const db = connectHistory({ url: house.databaseUrl ?? '', name: 'bench', connections: 2, statementTimeoutMs: 0 });
  const plan = {
    floor: `${FIRST_TENANT}/large`,
    zone: ZONE,
    dayStart: '00:00',
    from: Date.parse(FIRST_DAY),
    days: DAYS,
    agents: AGENTS,
    month: Date.parse(MONTH.from),
  };
  try {
    await writeAgentDays(db, plan, context.say);
  } finally {
    await db.destroy();
  }
  const ask = (range: Range) => timed(house, cookie, { floor: 'large', query: 'by=agent', rows: AGENTS, range });
  const meter = new UsageMeter(house.processes);
  meter.begin();
  const month = await times(RUNS, () => ask(MONTH));
  const usage = meter.end();
  const week = await times(3, () => ask(WEEK));
  return {
    load: `${AGENTS.toLocaleString('en-US')} agents x ${DAYS} days; the month of February asked ${RUNS} times, one after the other`,
    figures: [goalOf('a month by agent', month, MONTH_GOAL_MS), figureOf('a week by agent, put together from days', 'ms', week)],
    usage,
    notes: [
      'the days and months of the agents were not told as facts: tallies made by the functions of packages/core, written as roll-ups by the writer of the ledger',
      'a calendar month that is over; of one that is not its days are put together, as those of the week are',
    ],
  };
}

async function byHour(context: RowContext, house: House, cookie: string): Promise<RowResult> {
  const redis = new Redis(house.redisUrl);
  using _ = { [Symbol.dispose]: () => redis.disconnect() };
  const day = { floor: `${FIRST_TENANT}/busy`, from: Date.parse(BUSY_DAY.from), agents: 300, conversations: CONVERSATIONS };
  const facts = await tellBusyDay(redis, house.partitions, day);
  context.say(`${facts} facts told; waiting for the ledger`);
  await untilRolledUp(context, house);
  const ask = (query: string, rows: number) => timed(house, cookie, { floor: 'busy', query, rows, range: BUSY_DAY });
  const byHours = await times(RUNS, () => ask('bucket=hour', HOURS_WITH_FACTS));
  const whole = await times(RUNS, () => ask('by=agent', day.agents));
  return {
    load: `a day of ${facts.toLocaleString('en-US')} facts through the ledger, its hours and the day rolled up by it`,
    figures: [goalOf('a day of a floor by hour', byHours, DAY_GOAL_MS), figureOf('the day by agent', 'ms', whole)],
    usage: [],
    notes: [],
  };
}

/** Nobody comes between three and eight. */
const HOURS_WITH_FACTS = 19;

type Range = { from: string; to: string };
type Question = { floor: string; query: string; rows: number; range: Range };

/** How long an answer takes, milliseconds, its last byte included. @throws Error when it is not the one that is expected. */
async function timed(house: House, cookie: string, { floor, query, rows, range }: Question): Promise<number> {
  const began = performance.now();
  const url = `${house.address('gateway')}/api/v1/floors/${floor}/metrics?${new URLSearchParams(range)}&${query}`;
  const answer = await fetch(url, { headers: { cookie } });
  const text = await answer.text();
  const ms = performance.now() - began;
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${text.slice(0, 200)}`);
  const found = MetricsAnswer.parse(JSON.parse(text)).rows.length;
  if (found !== rows) throw new Error(`${url}: ${found} rows instead of ${rows}`);
  return ms;
}

async function times(count: number, ask: () => Promise<number>): Promise<number[]> {
  const taken: number[] = [];
  for (let i = 0; i < count; i++) taken.push(await ask());
  return taken;
}

const goalOf = (label: string, taken: number[], goal: number): Figure => ({
  ...figureOf(label, 'ms', taken),
  goal: `< ${goal}`,
  met: (median(taken) ?? Number.POSITIVE_INFINITY) < goal,
});

/** The ledger says so itself: it has rolled up a day. */
async function untilRolledUp({ signal }: RowContext, house: House): Promise<void> {
  const until = Date.now() + SETTLE_MS;
  while (Date.now() < until) {
    const text = await (await fetch(`${house.address('ledger')}/metrics`, { signal })).text();
    if (/watchfloor_ledger_rollups_total\{[^}]*tier="day"[^}]*\} [1-9]/.test(text)) return;
    await wait(500, undefined, { signal });
  }
  throw new Error('the ledger has not rolled up the day');
}
