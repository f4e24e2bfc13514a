import type { Fact } from '@watchfloor/contracts/fact';
import type { CustomerStory } from '@watchfloor/core/cohort/cohort-items';
import { TALK_FACTS, talksOf } from '@watchfloor/core/cohort/talk';
import { sql } from 'kysely';
import type { CohortMark } from './cohort-marks.ts';
import type { HistoryTransaction } from './connect.ts';
import { DAY_MS } from './fact-hours.ts';
import { readOrderEvents } from './order-events.ts';
import type { CohortTalkRow } from './schema.ts';
import { storableText } from './storable-text.ts';

/** Remembers where the facts of marked customers are. */
export async function keepTalks(trx: HistoryTransaction, marks: readonly CohortMark[]): Promise<void> {
  const talks = marks.filter(({ conversation }) => conversation !== null);
  await sql`
    insert into cohort_talks (floor, customer, conversation, day)
    select distinct * from unnest(
      ${talks.map(({ floor }) => floor)}::text[], ${talks.map(({ customer }) => customer)}::text[],
      ${talks.map(({ conversation }) => conversation)}::text[], ${talks.map(({ day }) => day)}::bigint[]
    ) on conflict do nothing`.execute(trx);
}

type Asked = { floor: string; customers: readonly string[] };

/** Everything that cohorts need to know of some customers of a floor, by customer. */
export async function readStories(trx: HistoryTransaction, asked: Asked): Promise<Map<string, CustomerStory>> {
  const { floor, customers } = asked;
  const talks = await readTalks(trx, asked);
  const facts = Map.groupBy(await readTalkFacts(trx, floor, talks), ({ conversationId }) => conversationId);
  const orders = await readOrderEvents(trx, asked);
  const conversations = Map.groupBy(talks, ({ customer }) => customer);
  return new Map(
    customers.map((customer) => {
      const mine = new Set((conversations.get(customer) ?? []).map(({ conversation }) => conversation));
      const told = [...mine].flatMap((conversation) => facts.get(conversation) ?? []);
      return [customer, { talks: talksOf(customer, told), orders: orders.get(customer) ?? [] }];
    }),
  );
}

async function readTalks(trx: HistoryTransaction, { floor, customers }: Asked): Promise<CohortTalkRow[]> {
  const { rows } = await sql<CohortTalkRow>`
    select * from cohort_talks where floor = ${floor} and customer = any(${customers}::text[])`.execute(trx);
  return rows;
}

type TalkFact = Extract<Fact, { type: (typeof TALK_FACTS)[number] }>;

/** Day by day: each of them is one partition. */
async function readTalkFacts(trx: HistoryTransaction, floor: string, talks: readonly CohortTalkRow[]): Promise<TalkFact[]> {
  const facts: TalkFact[] = [];
  for (const [day, mine] of Map.groupBy(talks, (talk) => talk.day)) {
    const conversations = [...new Set(mine.map(({ conversation }) => conversation))];
    const { rows } = await talkFacts(floor, { day, conversations }).execute(trx);
    for (const { body } of rows) facts.push(underStoredNames(JSON.parse(body) as TalkFact));
  }
  return facts;
}

/** The names by which rows are found are not always those that were told. */
function underStoredNames(fact: TalkFact): TalkFact {
  const conversationId = storableText(fact.conversationId);
  return fact.type === 'episode.opened'
    ? { ...fact, conversationId, customerId: storableText(fact.customerId) }
    : { ...fact, conversationId };
}

/** The query for the facts of some conversations under one UTC day. Literals: the server then looks at one partition only. */
export const talkFacts = (floor: string, { day, conversations }: { day: number; conversations: readonly string[] }) =>
  sql<{ body: string }>`
    select body from facts where floor = ${floor} and conversation_id = any(${conversations}::text[]) and type = any(${TALK_FACTS}::text[])
      and at >= ${sql.lit(day)} and at < ${sql.lit(day + DAY_MS)}`;
