import type { Cut, Fact, FactOf, LiveTicket } from '@watchfloor/contracts/fact';
import { defaultFloor, type FloorEntry, floorKeyOf } from '@watchfloor/contracts/floor';
import type { Conversation } from '@watchfloor/core/conversation/state';
import type { Kept } from '@watchfloor/core/floor/floor-state';
import { commit } from '@watchfloor/redis/commit';
import { connectRedis, untilReady } from '@watchfloor/redis/connect';
import { keys, partitionOf } from '@watchfloor/redis/keys';
import { acquireLease } from '@watchfloor/redis/lease';
import { FIRST_ID } from '@watchfloor/redis/stream-id';

export const PARTITIONS = 2;
export const cut: Cut = { agentId: 'a1', teamId: null, shopId: null, channel: 'tmall' };

/** Limits short enough for a test. */
export function floorWith(id: string, warning: number, critical = 60_000, clock: 'wall' | 'event' = 'wall'): FloorEntry {
  const floor = defaultFloor('t', id);
  return { ...floor, clock, limits: { ...floor.limits, wait: { warning, critical } } };
}

export const opened = (id: string, at: number): Fact => ({
  type: 'round.opened',
  at,
  roundId: `${id}-r`,
  conversationId: id,
  customer: '王**',
  cut,
});
export const closed = (id: string, openedAt: number, at: number): Fact => ({
  type: 'round.closed',
  at,
  roundId: `${id}-r`,
  conversationId: id,
  customer: '王**',
  openedAt,
  outcome: 'replied',
  by: 'agent',
  customerWaitMs: at - openedAt,
  agentWaitMs: at - openedAt,
  held: [],
  filler: false,
  cut,
});

/** A conversation with an open round, as a keeper keeps it. */
const waitingConversation = (id: string, openedAt: number): Conversation => ({
  phase: 'open',
  id,
  customerId: 'u',
  customer: '王**',
  channel: cut.channel,
  shopId: null,
  teamId: null,
  topic: null,
  orderValue: null,
  intent: null,
  lastMessageAt: openedAt,
  lastReply: null,
  involved: [['a1', openedAt]],
  presenceAt: null,
  episode: {
    id: `${id}-e`,
    openedAt,
    startedBy: 'customer',
    reopened: false,
    requestedAt: null,
    wantedHuman: true,
    answeredByHuman: false,
    botAskedAt: null,
    bot: null,
    holders: ['a1'],
    teamed: false,
    said: null,
    unnamed: null,
  },
  hold: { id: `${id}-h`, agentId: 'a1', since: openedAt, suspendedBefore: 0 },
  queuedSince: null,
  typingAt: null,
  bot: false,
  round: { id: `${id}-r`, openedAt, held: [] },
  humanSpokeLast: false,
  followUp: null,
  platform: null,
});

/** A state with the last event that it has seen. */
const keptText = <State>(state: State, time: number): string => {
  const kept: Kept<State> = { state, last: { time, type: 'message.received', source: '/play', id: String(time) } };
  return JSON.stringify(kept);
};

const untouchedTicket = ({ ticketId, at, kind, cut: { agentId, teamId } }: FactOf<'ticket.untouched'>): LiveTicket => ({
  id: ticketId,
  agentId,
  teamId,
  customerId: null,
  conversationId: null,
  kind,
  priority: null,
  openedAt: at,
  untouchedSince: at,
  lastTouchedAt: null,
  waitingOn: null,
  waitingOnSince: null,
});

/** Plays the keeper of one floor's partition: logs and commits what a test says, and keeps the hashes that a reader starts from. */
export async function playKeeper(url: string, floor: FloorEntry) {
  const redis = connectRedis(url);
  await untilReady(redis);
  const key = floorKeyOf(floor.tenant, floor.id);
  const partition = partitionOf(key, PARTITIONS);
  const lease = await acquireLease(redis, { partition, role: 'keeper', owner: 'played', ttlMs: 600_000 });
  if (!lease.held) throw new Error('another keeper plays this partition');
  let after = FIRST_ID;
  let head = floor;
  const keeper = {
    redis,
    partition,
    /** Appends to the log without applying. */
    async log(): Promise<string> {
      return (await redis.xadd(keys.log(partition), '*', 'f', '[]')) ?? '';
    },
    /** Logs and applies at once; `through`: a log entry that was appended before. */
    async apply(facts: Fact[], options: { through?: string; time?: number } = {}): Promise<string> {
      const logId = options.through ?? (await keeper.log());
      for (const fact of facts) if (fact.type === 'floor.configured') head = fact.floor;
      const set = new Map<string, string>();
      const remove: string[] = [];
      for (const fact of facts) {
        if (fact.type === 'round.opened')
          set.set(fact.conversationId, keptText(waitingConversation(fact.conversationId, fact.at), fact.at));
        if (fact.type === 'round.closed') {
          set.delete(fact.conversationId);
          remove.push(fact.conversationId);
        }
      }
      const through = options.time ?? Math.max(0, ...facts.map(({ at }) => at));
      const tickets = new Map<string, string>();
      for (const fact of facts) if (fact.type === 'ticket.untouched') tickets.set(fact.ticketId, keptText(untouchedTicket(fact), fact.at));
      const answer = await commit(redis, {
        partition,
        epoch: lease.epoch,
        after,
        through: logId,
        facts: { logId, committedAt: Date.now(), floors: [{ floor: key, through, facts }] },
        windows: false,
        writes: [
          {
            kind: 'hash',
            key: keys.floors(partition),
            ttlMs: 0,
            set: new Map([[key, JSON.stringify({ floor: head, through, counters: {} })]]),
            remove: [],
          },
          { kind: 'hash', key: keys.conversations(partition, key), ttlMs: 0, set, remove },
          { kind: 'hash', key: keys.tickets(partition, key), ttlMs: 0, set: tickets, remove: [] },
        ],
      });
      if (answer.outcome !== 'committed') throw new Error(`not committed: ${answer.outcome}`);
      after = logId;
      return answer.factId;
    },
    async [Symbol.asyncDispose]() {
      redis.disconnect();
    },
  };
  await keeper.apply([{ type: 'floor.configured', at: Date.now(), floor }], { time: 0 });
  return keeper;
}
