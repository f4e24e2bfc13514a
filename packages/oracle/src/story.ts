import type { Cut } from '@watchfloor/contracts/fact';
import type { Stint } from './agents.ts';
import type { Piece } from './open-times.ts';
import type { Judgement } from './platform/tell-platform.ts';
import type { Round } from './rounds.ts';

/** Something that happened, and for whom it counts. */
type Happening = { at: number; cut: Cut };

/** An episode began; by team where it began with one. */
export type Beginning = Happening & { reopened: boolean };
/** Somebody was given a conversation: taken from another, or not; the first time that he, or that any team, has it in this episode. */
export type Giving = Happening & { taken: boolean; firstOfAgent: boolean; firstOfTeam: boolean };
/** Somebody has held a conversation until `at`. `moved`: it was given to another; `leftWaiting`: by himself, while the customer waited. */
export type Holding = Happening & { handleMs: number; moved: boolean; leftWaiting: boolean };
/** A human's to the customer; answering a call is one, and no message. */
export type Reply = Happening & { customerId: string; isMessage: boolean };
/** `agentMs` from the replier's assignment; null when it was not his. */
export type FirstReply = Happening & { ms: number; agentMs: number | null };
export type Timed = Happening & { ms: number };
/** `abandoned` says how, of a customer who wanted a human and got none. */
export type Ending = Happening & { resolved: boolean; answered: boolean; abandoned: 'queue' | 'assigned' | 'silent' | 'short' | null };
export type Opinion = Happening & { kind: 'rating' | 'review' | 'follow-up' | 'complaint'; score: number };

/** All that happened on a floor, in plain lists, one for each kind of thing. */
export type Story = {
  rounds: Round[];
  beginnings: Beginning[];
  givings: Giving[];
  holdings: Holding[];
  messages: Happening[];
  replies: Reply[];
  firstReplies: FirstReply[];
  followUps: Timed[];
  botHolds: Timed[];
  endings: Ending[];
  opinions: Opinion[];
  stints: Stint[];
  /** When the floor was open, from its first event to now; null: it has no office hours. */
  open: Piece[] | null;
  /** What platforms have counted, beside us. */
  judgements: Judgement[];
  /** Up to where it is told, epoch milliseconds: what has not ended counts so far. */
  now: number;
};

export const emptyStory = (now: number): Story => ({
  rounds: [],
  beginnings: [],
  givings: [],
  holdings: [],
  messages: [],
  replies: [],
  firstReplies: [],
  followUps: [],
  botHolds: [],
  endings: [],
  opinions: [],
  stints: [],
  open: null,
  judgements: [],
  now,
});
