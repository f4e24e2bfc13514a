import { addMeasure, emptyTally, mergeTally, type Tally } from '@watchfloor/core/measure/tally';
import { dayAround, monthAround } from '@watchfloor/core/window/calendar-spans';
import type { SubjectKey } from '@watchfloor/core/window/subject';
import type { History } from '@watchfloor/history/connect';
import { DAY_MS } from '@watchfloor/history/fact-hours';
import { insertRollups } from '@watchfloor/history/rollups';

const CHUNK = 2_000;
/** Agent days that differ from one another; each agent has one of them on each day, with customers of his own. */
const KINDS = 400;
const CUSTOMERS_A_DAY = 40;

/** `month`: an instant in the one calendar month that is put together from its days. */
export type AgentDays = { floor: string; zone: string; dayStart: string; from: number; days: number; agents: number; month: number };

/**
 * Writes the figures of many agents on many days, and of a calendar month of them, where the ledger would have rolled them up, with the same
 * functions for tallies and by the same writer.
 */
export async function writeAgentDays(db: History, plan: AgentDays, say: (line: string) => void): Promise<void> {
  const kinds = Array.from({ length: KINDS }, (_, i) => dayTally(i));
  const month = monthAround(plan.month, plan);
  const inMonth: number[] = [];
  for (let day = 0; day < plan.days; day++) {
    const span = dayAround(plan.from + day * DAY_MS + DAY_MS / 2, plan);
    if (span.from >= month.from && span.to <= month.to) inMonth.push(day);
    const target = { tier: 'day', start: span.from, until: span.to } as const;
    await writeSpan(db, plan, target, (agent) => withCustomers(kindOf(kinds, agent, day), agent, day));
    if (day % 10 === 9) say(`${day + 1} of ${plan.days} days written`);
  }
  await writeSpan(db, plan, { tier: 'month', start: month.from, until: month.to }, (agent) => {
    const total = emptyTally();
    for (const day of inMonth) mergeTally(total, withCustomers(kindOf(kinds, agent, day), agent, day));
    return total;
  });
  say('the month written');
}

type Target = { tier: 'day' | 'month'; start: number; until: number };

async function writeSpan(
  db: History,
  { floor, agents }: AgentDays,
  { tier, start, until }: Target,
  tallyOf: (agent: number) => Tally,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    for (let i = 0; i < agents; i += CHUNK) {
      const some = Array.from({ length: Math.min(CHUNK, agents - i) }, (_, k) => i + k);
      await insertRollups(
        trx,
        { floor, tier, start },
        some.map((agent): [SubjectKey, Tally] => [`a:agent-${agent}`, tallyOf(agent)]),
      );
    }
    await trx.insertInto('rollup_spans').values({ floor, tier, start, until, todo: false }).execute();
  });
}

const kindOf = (kinds: readonly Tally[], agent: number, day: number): Tally => kinds[(agent * 31 + day * 17) % KINDS] ?? emptyTally();

/** Two of five come again on the next days. */
function withCustomers(tally: Tally, agent: number, day: number): Tally {
  const customers = new Map<string, number>();
  for (let i = 0; i < CUSTOMERS_A_DAY; i++) customers.set(`c-${agent}-${i % 5 < 2 ? i : day * CUSTOMERS_A_DAY + i}`, 1);
  return { ...tally, customers };
}

/** An agent's day: 120 rounds, the first of 45 episodes, what he did with them. */
function dayTally(kind: number): Tally {
  const tally = emptyTally();
  const subject: SubjectKey = 'a:agent';
  const spread = (i: number) => 2_000 + ((i * 7_919 + kind * 104_729) % 97) ** 2 * 20;
  for (let i = 0; i < 120; i++) {
    const ms = spread(i);
    addMeasure(tally, { subject, at: 0, kind: 'length', name: 'response', ms });
    for (const limit of [30, 60, 180, 300] as const)
      addMeasure(tally, { subject, at: 0, kind: 'count', name: ms <= limit * 1_000 ? `hit${limit}` : `miss${limit}`, n: 1 });
    if (i % 9 === 0) addMeasure(tally, { subject, at: 0, kind: 'length', name: 'followUpWait', ms: ms * 2 });
    if (i % 8 < 3) {
      addMeasure(tally, { subject, at: 0, kind: 'length', name: 'firstResponse', ms });
      addMeasure(tally, { subject, at: 0, kind: 'length', name: 'handleTime', ms: ms * 9 });
    }
  }
  const counts = {
    conversations: 45,
    messagesIn: 260,
    messagesOut: 240,
    resolved: 40,
    ratings: 6,
    goodRatings: 5,
    onlineMs: 27_000_000,
    awayMs: 1_800_000,
  };
  for (const [name, n] of Object.entries(counts))
    addMeasure(tally, { subject, at: 0, kind: 'count', name: name as keyof typeof counts, n });
  return tally;
}
