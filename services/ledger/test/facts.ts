import type { Cut, Fact, FactBatch, FactOf, FloorFacts } from '@watchfloor/contracts/fact';
import type { FactEntry } from '@watchfloor/redis/fact-reader';

/** Facts written by hand: what a test does not care about is filled in. Ids that are not given come from the instant. */
export const FLOOR = 'default/demo';

export const ms = (text: string): number => Date.parse(text);
export const cutOf = (cut: Partial<Cut> = {}): Cut => ({ agentId: null, teamId: null, shopId: null, channel: null, ...cut });

/** One entry that tells some facts of a floor, and takes some back. */
export function entryOf(facts: Fact[], at: { partition?: number; id?: string; floor?: string; retracts?: Fact[] } = {}): FactEntry {
  const { retracts } = at;
  const through = Math.max(0, ...facts.map((fact) => fact.at));
  const floorFacts: FloorFacts = { floor: at.floor ?? FLOOR, through, ...(retracts ? { retracts } : {}), facts };
  const batch: FactBatch = { logId: '1-1', committedAt: 1_794_364_530_250, floors: [floorFacts] };
  return { partition: at.partition ?? 0, id: at.id ?? '1-1', batch };
}

type Part<T extends Fact['type']> = Partial<Omit<FactOf<T>, 'type' | 'cut' | 'at'>> & { at: number; cut?: Partial<Cut> };

/** A round replied to, from its opening to the reply; the agent's own clock is the customer's unless given. */
export const replied = ({ cut, ...round }: Part<'round.closed'> & { openedAt: number }): FactOf<'round.closed'> => ({
  type: 'round.closed',
  roundId: `round-${round.openedAt}`,
  conversationId: 'conv-1',
  customer: '王**',
  outcome: 'replied',
  by: 'agent',
  customerWaitMs: round.at - round.openedAt,
  agentWaitMs: round.at - round.openedAt,
  held: [[cut?.agentId ?? null, cut?.teamId ?? null, round.at]],
  filler: false,
  cut: cutOf(cut),
  ...round,
});

export const answered = ({ cut, ...fact }: Part<'customer.answered'>): FactOf<'customer.answered'> => ({
  type: 'customer.answered',
  replyId: `reply-${fact.at}`,
  episodeId: 'episode-1',
  conversationId: 'conv-1',
  customerId: 'c-1',
  by: 'agent',
  how: 'message',
  cut: cutOf(cut),
  ...fact,
});

export const opened = ({ cut, ...fact }: Part<'episode.opened'>): FactOf<'episode.opened'> => ({
  type: 'episode.opened',
  episodeId: 'episode-1',
  conversationId: 'conv-1',
  customerId: 'c-1',
  intent: null,
  topic: null,
  startedBy: 'customer',
  reopened: false,
  cut: cutOf(cut),
  ...fact,
});

export const assigned = ({ cut, ...fact }: Part<'episode.assigned'>): FactOf<'episode.assigned'> => ({
  type: 'episode.assigned',
  holdId: `hold-${fact.at}`,
  episodeId: 'episode-1',
  conversationId: 'conv-1',
  customerId: 'c-1',
  from: null,
  newTo: { agent: true, team: false },
  cut: cutOf(cut),
  ...fact,
});

export const responded = ({ cut, ...fact }: Part<'episode.responded'>): FactOf<'episode.responded'> => ({
  type: 'episode.responded',
  episodeId: 'episode-1',
  conversationId: 'conv-1',
  waitMs: 0,
  agentWaitMs: 0,
  cut: cutOf(cut),
  ...fact,
});

export const closed = ({ cut, ...fact }: Part<'episode.closed'>): FactOf<'episode.closed'> => ({
  type: 'episode.closed',
  episodeId: 'episode-1',
  conversationId: 'conv-1',
  reason: null,
  abandoned: null,
  wantedHuman: true,
  answered: false,
  waitMs: 0,
  customerId: 'c-1',
  bot: null,
  cut: cutOf(cut),
  ...fact,
});

export const held = ({ cut, ...fact }: Part<'hold.ended'> & { from: number }): FactOf<'hold.ended'> => ({
  type: 'hold.ended',
  holdId: `hold-${fact.from}`,
  episodeId: 'episode-1',
  conversationId: 'conv-1',
  handleMs: fact.at - fact.from,
  how: 'closed',
  by: null,
  waiting: false,
  cut: cutOf(cut),
  ...fact,
});

export const named = (id: string, name: string, at: number, teamId: string | null = null): FactOf<'agent.changed'> => ({
  type: 'agent.changed',
  at,
  agent: { id, name, teamId, status: 'online', statusSince: at, capacity: null },
});

export const ignored = (reason: string, at: number): FactOf<'event.ignored'> => ({
  type: 'event.ignored',
  at,
  event: { source: '/chat', id: `event-${at}`, type: 'conversation.closed', subject: 'conv-1' },
  reason,
});
