import type { Cut } from '@watchfloor/contracts/fact';
import { cutOf, type Moment, replierOf } from './moments.ts';
import type { Phrases } from './phrases.ts';

/** A part of a round with one holder (null: in the queue) and one team. */
export type Stretch = { agentId: string | null; teamId: string | null; from: number; to: number };

/** metrics.md, "The unit". `to` of one that is open is now. */
export type Round = {
  from: number;
  to: number;
  end: 'replied' | 'withdrawn' | 'unanswered' | 'open';
  /** Of a reply: whose it was, and whether it only asked for patience. */
  replier: { agentId: string; teamId: string | null } | null;
  filler: boolean;
  cut: Cut;
  stretches: Stretch[];
  /** Who held it at its end. */
  holder: string | null;
  /** The places of the moments that open and end it; null: it is open. */
  opening: number;
  closing: number | null;
};

/** The rounds of one episode. */
export function roundsOf(moments: readonly Moment[], { now, phrases }: { now: number; phrases: Phrases }): Round[] {
  const rounds: Round[] = [];
  let opening: number | null = null;
  // Nothing but courtesies since a human's last message: another one asks for nothing either.
  let humanSpokeLast = false;
  for (const [index, moment] of moments.entries()) {
    const { event, before } = moment;
    if (opening === null && opens(moment, humanSpokeLast, phrases)) opening = index;
    else if (opening !== null && endOf(moment) !== null) {
      rounds.push(roundOf(moments, { opening, closing: index, to: moment.at, phrases }));
      opening = null;
    }
    if (event.type === 'message.sent' && event.data.from !== 'auto') humanSpokeLast = event.data.from !== 'bot';
    if (event.type === 'message.received' && !before.bot && !(humanSpokeLast && opening === null)) humanSpokeLast = false;
  }
  if (opening !== null) rounds.push(roundOf(moments, { opening, closing: null, to: now, phrases }));
  return rounds;
}

/** The first message that a human is to answer, or a request for one; being queued alone opens no round, nor does a courtesy after the agent's words. */
function opens({ event, before }: Moment, humanSpokeLast: boolean, { isCourtesy }: Phrases): boolean {
  if (event.type === 'message.received') return !before.bot && !(humanSpokeLast && isCourtesy(event.data.text));
  return event.type === 'conversation.human_requested' || event.type === 'conversation.handed_over';
}

function endOf(moment: Moment): Round['end'] | null {
  const { event } = moment;
  if (replierOf(moment)) return 'replied';
  if (event.type === 'message.sent' && event.data.from === 'bot') return 'withdrawn';
  return event.type === 'conversation.closed' || event.type === 'call.ended' ? 'unanswered' : null;
}

type Bounds = { opening: number; closing: number | null; to: number; phrases: Phrases };

function roundOf(moments: readonly Moment[], { opening, closing, to, phrases }: Bounds): Round {
  const during = moments.slice(opening, closing ?? moments.length);
  const from = during[0]?.at ?? to;
  const stretches = during.map(({ at, after }, index) => ({
    agentId: after.agentId,
    teamId: after.teamId,
    from: at,
    to: during[index + 1]?.at ?? to,
  }));
  const moment = moments[closing ?? moments.length - 1];
  if (!moment) throw new RangeError('a round without a moment');
  const replier = closing === null ? null : replierOf(moment);
  const { event, before, after } = moment;
  return {
    from,
    to,
    end: closing === null ? 'open' : (endOf(moment) ?? 'open'),
    replier,
    filler: event.type === 'message.sent' && phrases.isFiller(event.data.text),
    cut: replier ? cutOf(after, replier) : cutOf(closing === null ? after : before),
    stretches,
    holder: after.agentId,
    opening,
    closing,
  };
}

/** When an agent held a round. */
export const stretchesOf = ({ stretches }: Round, agentId: string): Stretch[] => stretches.filter((stretch) => stretch.agentId === agentId);

/** How long an agent held a round, all his stretches added: his own clock. Null when he never did. */
export function agentWaitMs(round: Round, agentId: string): number | null {
  const held = stretchesOf(round, agentId).reduce((sum, { from, to }) => sum + to - from, 0);
  return held === 0 && round.holder !== agentId ? null : held;
}
