import type { Cut, Fact, FactBatch } from '@watchfloor/contracts/fact';
import { keys, partitionOf } from '@watchfloor/redis/keys';
import { encodePayload } from '@watchfloor/redis/payload';
import type { Redis } from 'ioredis';

const BATCH = 1_000;
const MINUTE = 60_000;
/** A busy shop: nobody between three and eight, most in the evening. Conversations begun in each hour, in shares. */
const HOURS = [3, 2, 1, 0, 0, 0, 0, 0, 3, 5, 6, 6, 5, 5, 5, 5, 5, 5, 5, 6, 8, 10, 9, 6];
const SHARES = HOURS.reduce((sum, share) => sum + share, 0);

export type BusyDay = { floor: string; from: number; agents: number; conversations: number };

/** Tells the facts of a day as a keeper would: they go into the stream that the ledger reads. Gives how many there were. */
export async function tellBusyDay(redis: Redis, partitions: number, day: BusyDay): Promise<number> {
  const facts = factsOf(day).sort((a, b) => a.at - b.at);
  const stream = keys.facts(partitionOf(day.floor, partitions));
  for (let i = 0; i < facts.length; i += BATCH) {
    const part = facts.slice(i, i + BATCH);
    const through = part.at(-1)?.at ?? 0;
    const batch: FactBatch = { logId: `${i + 1}-0`, committedAt: Date.now(), floors: [{ floor: day.floor, through, facts: part }] };
    await redis.xadd(stream, '*', 'f', encodePayload(batch));
  }
  return facts.length;
}

function factsOf({ from, agents, conversations }: BusyDay): Fact[] {
  const facts: Fact[] = [];
  let made = 0;
  HOURS.forEach((share, hour) => {
    const many = Math.round((conversations * share) / SHARES);
    for (let i = 0; i < many; i++)
      facts.push(...conversation(from + hour * 60 * MINUTE + Math.floor((i / many) * 55 * MINUTE), made++, agents));
  });
  return facts;
}

/** One conversation: asked, assigned after some seconds, four rounds, closed. Ten facts and more, lengths spread over seconds to minutes. */
function conversation(at: number, n: number, agents: number): Fact[] {
  const cut: Cut = { agentId: `agent-${n % agents}`, teamId: `team-${n % 7}`, shopId: `s${n % 5}`, channel: n % 3 === 0 ? 'jd' : 'tmall' };
  const about = { episodeId: `/chat e-${n}`, conversationId: `conv-${n}` };
  const customer = { ...about, customerId: `c-${n % 15_000}` };
  const assignedAt = at + 1_000 + (n % 17) * 900;
  const began: Fact[] = [
    {
      type: 'episode.opened',
      at,
      ...customer,
      intent: 'presales',
      topic: null,
      startedBy: 'customer',
      reopened: false,
      cut: { ...cut, agentId: null },
    },
    { type: 'episode.assigned', at: assignedAt, holdId: `/chat a-${n}`, ...customer, from: null, newTo: { agent: true, team: false }, cut },
  ];
  const facts: Fact[] = began;
  let now = at;
  for (let round = 0; round < 2; round++) {
    const wait = 2_000 + ((n * 7_919 + round * 104_729) % 97) ** 2 * 20;
    const repliedAt = Math.max(now, assignedAt) + wait;
    const roundId = `/chat r-${n}-${round}`;
    facts.push(
      { type: 'customer.wrote', at: now, messageId: roundId, ...about, cut: round === 0 ? { ...cut, agentId: null } : cut },
      {
        type: 'round.closed',
        at: repliedAt,
        roundId,
        conversationId: about.conversationId,
        customer: '王**',
        openedAt: now,
        outcome: 'replied',
        by: 'agent',
        customerWaitMs: repliedAt - now,
        agentWaitMs: wait,
        held: [
          ...(round === 0 ? [[null, cut.teamId, assignedAt] as [null, string | null, number]] : []),
          [cut.agentId, cut.teamId, repliedAt],
        ],
        filler: n % 9 === 0,
        cut,
      },
      { type: 'customer.answered', at: repliedAt, replyId: `/chat m-${n}-${round}`, ...customer, by: 'agent', how: 'message', cut },
    );
    if (round === 0) facts.push({ type: 'episode.responded', at: repliedAt, ...about, waitMs: repliedAt - at, agentWaitMs: wait, cut });
    now = repliedAt + 5_000;
  }
  const ended = { at: now, ...about, cut };
  facts.push(
    {
      type: 'hold.ended',
      ...ended,
      holdId: `/chat a-${n}`,
      from: assignedAt,
      handleMs: now - assignedAt,
      how: 'closed',
      by: null,
      waiting: false,
    },
    {
      type: 'episode.closed',
      ...ended,
      ...customer,
      reason: 'resolved',
      abandoned: null,
      wantedHuman: true,
      answered: true,
      waitMs: 0,
      bot: null,
    },
  );
  return facts;
}
