import type { PlatformName } from './profile.ts';
import type { SettingFact } from './setting.ts';

/**
 * Facts: what the keeper concluded from the events of a floor, past tense. Alerting, gateway and ledger fold them.
 * Instants are epoch milliseconds. `at` is the event time of the event that made the fact true.
 */

/** By whom a figure is cut. Absent parts are null. */
export type Cut = {
  agentId: string | null;
  teamId: string | null;
  shopId: string | null;
  channel: string | null;
};

/** The live part of a conversation that is not closed. */
export type LiveConversation = Cut & {
  id: string;
  episodeId: string;
  customerId: string;
  /** Masked for display. */
  customer: string;
  topic: string | null;
  orderValue: string | null;
  openedAt: number;
  /** Wants a human and has none since; null when assigned or held by a bot. */
  queuedSince: number | null;
  /** Start of the open round; null when nobody waits. */
  waitingSince: number | null;
  roundId: string | null;
  /** The open round's stretches so far, without the present one; empty when nobody waits. */
  held: HeldUntil[];
  lastMessageAt: number;
  /** When an agent was last typing in it, and has not replied since; null otherwise. */
  typingAt: number | null;
  /** A human has replied in this episode: a limit of first replies holds no more. */
  answered: boolean;
  /** What a platform judges there, beside us; absent where none does. */
  platform?: OpenPlatform;
};

/** A clock of a platform that has begun to run at `at`; `out`: why what it times does not count. */
export type Asked = { at: number; out?: 'hours' | 'nobody there' };

/** How a conversation stands by the rules of its platform, `version` of `profile`. */
export type OpenPlatform = {
  profile: PlatformName;
  version: string;
  /** The clocks that run, the earliest first: of one round or session, of every message that waits; and the identity of the event that began the first. */
  asked: Asked[];
  askedId: string;
  /** Stretches since the first, without the present one. */
  held: HeldUntil[];
  /** A bot has answered what had been asked. */
  withdrawn: boolean;
  /** Where sessions have rates of their own: the first round that counts, and those judged so far; null before the first. */
  session: { from: number; hit: number; total: number } | null;
  /** Who replied last, in such a session: it is his. */
  served: Pick<Cut, 'agentId' | 'teamId'> | null;
};

/** A stretch of an open round with one holder (null: in the queue) and his team, until an instant; it begins where the one before ends. */
export type HeldUntil = [agentId: string | null, teamId: string | null, until: number];

/** A stretch of time, half-open, in which the floor was not open. */
export type Shut = [from: number, until: number];

export type LiveTicket = {
  id: string;
  agentId: string | null;
  teamId: string | null;
  customerId: string | null;
  conversationId: string | null;
  kind: string | null;
  priority: string | null;
  openedAt: number;
  /** Since when no agent has touched it; null once touched. */
  untouchedSince: number | null;
  /** The last action of an agent: a touch, or handing it to a department; null before the first. */
  lastTouchedAt: number | null;
  /** The department it waits on; while set the agent's clock stands still and the department's runs, since `waitingOnSince`. */
  waitingOn: string | null;
  waitingOnSince: number | null;
};

export type AgentStatus = 'online' | 'busy' | 'away' | 'suspended' | 'offline';

export type LiveAgent = {
  id: string;
  name: string;
  teamId: string | null;
  /** null: seen in a conversation, but no agent.status yet. */
  status: AgentStatus | null;
  statusSince: number | null;
  capacity: number | null;
};

export type RoundOutcome = 'replied' | 'withdrawn' | 'unanswered';
/** Why an episode counts as abandoned: it ended with no human reply though one was wanted. `short` is under 5 s, `silent` ended by time-out. */
export type Abandonment = 'queue' | 'assigned' | 'silent' | 'short';

/** What a bot had to do with an episode: it replied, and after that a human was wanted or not; null where none replied. */
export type BotPart = 'alone' | 'passed_on';

export type Fact =
  | SettingFact
  | { type: 'conversation.changed'; at: number; conversation: LiveConversation }
  | { type: 'conversation.removed'; at: number; conversationId: string }
  | { type: 'agent.changed'; at: number; agent: LiveAgent }
  /** An account that is somebody's now: from here on he is told of, and it is not. */
  | { type: 'agent.removed'; at: number; agentId: string }
  | { type: 'ticket.changed'; at: number; ticket: LiveTicket }
  | { type: 'ticket.removed'; at: number; ticketId: string }
  /** The unit of metrics.md opens; `cut.agentId` is the holder, null in the queue; `customer` as shown; `first`: no human has replied in its episode yet. */
  | { type: 'round.opened'; at: number; roundId: string; conversationId: string; customer: string; first?: true; cut: Cut }
  /**
   * The unit closes. For `replied`: `cut.agentId` is who replied, `customerWaitMs` the customer's clock, `agentWaitMs` the replier's own (null: he never held it).
   * `withdrawn` (a bot answered) counts nowhere; `unanswered` (closed with the round open) counts in no response time. `held` are all its stretches
   * from `openedAt` to `at`. `shut` is what was not open of that by the office hours that held at `openedAt`; absent where none were set.
   */
  | {
      type: 'round.closed';
      at: number;
      roundId: string;
      conversationId: string;
      customer: string;
      openedAt: number;
      /** As when it opened. */
      first?: true;
      outcome: RoundOutcome;
      by: 'agent' | 'supervisor' | null;
      customerWaitMs: number;
      agentWaitMs: number | null;
      held: HeldUntil[];
      shut?: Shut[];
      /** The reply only asked for patience (稍等): what it is worth shows in `followup.ended`. */
      filler: boolean;
      cut: Cut;
    }
  /** After a filler, the next substantial reply: `waitMs` from the one to the other. */
  | { type: 'followup.ended'; at: number; roundId: string; conversationId: string; waitMs: number; cut: Cut }
  /** Said again, with the same id, when a message tells the channel, shop, topic or customer of an episode that began without: the later one holds. */
  | {
      type: 'episode.opened';
      at: number;
      episodeId: string;
      conversationId: string;
      customerId: string;
      intent: 'presales' | 'aftersales' | null;
      topic: string | null;
      startedBy: 'customer' | 'agent';
      /** The conversation had been closed. */
      reopened: boolean;
      cut: Cut;
    }
  /**
   * A stretch of holding begins; `holdId` is the identity of the event that began it. `from`: whom it was taken from, null for nobody. `newTo`:
   * the agent has not held this episode before; no team has had it before.
   */
  | {
      type: 'episode.assigned';
      at: number;
      holdId: string;
      episodeId: string;
      conversationId: string;
      customerId: string;
      from: string | null;
      newTo: { agent: boolean; team: boolean };
      cut: Cut;
    }
  /**
   * First valid human reply; `waitMs` on the customer's clock, `agentWaitMs` from the replier's assignment (null: it was not his). `shut` is what was not
   * open of both, by the office hours that held when the customer's clock began; absent where none were set.
   */
  | {
      type: 'episode.responded';
      at: number;
      episodeId: string;
      conversationId: string;
      waitMs: number;
      agentWaitMs: number | null;
      shut?: Shut[];
      cut: Cut;
    }
  | {
      type: 'episode.closed';
      at: number;
      episodeId: string;
      conversationId: string;
      reason: string | null;
      abandoned: Abandonment | null;
      wantedHuman: boolean;
      /** A human has replied. */
      answered: boolean;
      waitMs: number;
      customerId: string;
      bot: BotPart | null;
      cut: Cut;
    }
  /** A bot let go of a customer: from his first request for a human to the hand-over. */
  | { type: 'episode.handed_over'; at: number; episodeId: string; conversationId: string; botHoldMs: number; cut: Cut }
  /**
   * One stretch of holding, assignment to close or transfer; `handleMs` leaves out that agent's suspension. `by`: who moved a transferred one;
   * `waiting`: a round was open then.
   */
  | {
      type: 'hold.ended';
      at: number;
      holdId: string;
      episodeId: string;
      conversationId: string;
      from: number;
      handleMs: number;
      how: 'closed' | 'transferred' | 'released';
      by: 'agent' | 'supervisor' | 'system' | 'platform' | null;
      waiting: boolean;
      cut: Cut;
    }
  /** A message of the customer that a human is to read (none of those to a bot); the cut is who holds the conversation. */
  | { type: 'customer.wrote'; at: number; messageId: string; episodeId: string; conversationId: string; cut: Cut }
  /** Any human reply to the customer, a message or an answered call; `replyId` is the identity of its event. */
  | {
      type: 'customer.answered';
      at: number;
      replyId: string;
      episodeId: string;
      conversationId: string;
      customerId: string;
      by: 'agent' | 'supervisor';
      how: 'message' | 'call';
      cut: Cut;
    }
  /** `rating` of the chat, `review` and `follow-up` of the order (评价, 追评); the cut's agent is the event's, else who replied last. Score 1 to 5. */
  | {
      type: 'rating.given';
      at: number;
      ratingId: string;
      conversationId: string;
      kind: 'rating' | 'review' | 'follow-up';
      score: number;
      cut: Cut;
    }
  /**
   * A platform has judged, by its own rules and beside us: of what was `asked` (one round or session, or several messages) the clocks stop at `at`.
   * `unanswered`: closed, or taken from who had it, without a reply. `held` are the stretches since the first; `cut` is who replied, else who had it.
   * `judgedId` is the identity of the event with which the first was asked.
   */
  | {
      type: 'platform.judged';
      at: number;
      judgedId: string;
      profile: PlatformName;
      version: string;
      conversationId: string;
      customer: string;
      asked: Asked[];
      outcome: 'replied' | 'unanswered';
      held: HeldUntil[];
      cut: Cut;
    }
  /** The close of a session that has a rate of its own: of its `total` rounds `hit` were in time. It counts where the first of them began (`from`). */
  | {
      type: 'platform.session';
      at: number;
      profile: PlatformName;
      version: string;
      episodeId: string;
      conversationId: string;
      customer: string;
      from: number;
      hit: number;
      total: number;
      /** A human has replied. */
      answered: boolean;
      cut: Cut;
    }
  | { type: 'complaint.filed'; at: number; complaintId: string; conversationId: string; cut: Cut }
  /** An agent was in a state from `from` to `at`. */
  | { type: 'status.ended'; at: number; agentId: string; status: AgentStatus; from: number; cut: Cut }
  | { type: 'ticket.untouched'; at: number; ticketId: string; kind: string | null; cut: Cut }
  /** Ends what `ticket.untouched` began; complete in itself, so that a reader that missed the beginning can still judge it. */
  | {
      type: 'ticket.touched';
      at: number;
      ticketId: string;
      how: 'touched' | 'resolved' | 'waiting';
      untouchedSince: number;
      kind: string | null;
      cut: Cut;
    }
  | { type: 'event.ignored'; at: number; event: { source: string; id: string; type: string; subject: string }; reason: string };

export type FactOf<T extends Fact['type']> = Extract<Fact, { type: T }>;

/** The facts of one commit. `logId` is the last log entry taken in, `committedAt` the keeper's wall clock. */
export type FactBatch = {
  logId: string;
  committedAt: number;
  floors: FloorFacts[];
};

/** Facts of one floor. `retracts` take back, word for word, facts that earlier batches asserted: fold them first. Present states are never retracted. */
export type FloorFacts = { floor: string; through: number; retracts?: Fact[]; facts: Fact[] };
