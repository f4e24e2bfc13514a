import type { Abandonment, Fact, FactOf } from '@watchfloor/contracts/fact';
import type { Rules } from '../floor/rules.ts';
import { answerPlatform, closePlatform, leavePlatform } from '../profile/evolve-platform.ts';
import { shutMeanwhile } from '../schedule/shut.ts';
import { setValue } from './per-agent.ts';
import { closeRound, endStretch } from './round.ts';
import { cutOf, type OpenConversation } from './state.ts';

/**
 * What a conversation needs to know of its floor at an instant: of an agent his team, and how long he has been suspended in all until then (ms); and
 * the rules that hold.
 */
export type Surroundings = {
  teamOf(agentId: string, at: number): string | null;
  suspendedMs(agentId: string, at: number): number;
  /** Of all whose state is known, not one is there: everybody is offline or suspended. */
  isNobodyThere(at: number): boolean;
  rulesAt(at: number): Rules;
};

/** Who moved a conversation to another agent. */
export type MovedBy = NonNullable<FactOf<'hold.ended'>['by']>;

/** Under this an abandonment counts apart (metrics.md, `shortAbandons`). */
export const SHORT_ABANDON_MS = 5_000;

/** `by` is the identity of the event that does it; `movedBy` counts when it is taken from somebody else. */
type Assignment = { agentId: string; teamId: string | null; at: number; by: string; movedBy: MovedBy };

/** Gives an open conversation to an agent. The same agent again is no transfer. */
export function assign(state: OpenConversation, to: Assignment, around: Surroundings, facts: Fact[]): void {
  const { agentId, at } = to;
  const { episode } = state;
  setValue(state.involved, agentId, at);
  const from = state.hold?.agentId ?? null;
  if (from !== agentId) {
    // The one who lets go is counted with the team he had it in.
    endStretch(state, at);
    endHold(state, { at, how: 'transferred', by: to.movedBy }, around, facts);
  }
  moveToTeam(state, to.teamId ?? around.teamOf(agentId, at) ?? state.teamId, at);
  state.queuedSince = null;
  if (from === agentId) return;
  state.hold = { id: to.by, agentId, since: at, suspendedBefore: around.suspendedMs(agentId, at) };
  episode.wantedHuman = true;
  passOn(state);
  const newTo = { agent: !episode.holders.includes(agentId), team: !episode.teamed && state.teamId !== null };
  if (newTo.agent) episode.holders.push(agentId);
  episode.teamed ||= newTo.team;
  facts.push({
    type: 'episode.assigned',
    at,
    holdId: to.by,
    episodeId: episode.id,
    conversationId: state.id,
    customerId: state.customerId,
    from,
    newTo,
    cut: cutOf(state),
  });
}

/** Until now the customer waited with the team that had the conversation. */
export function moveToTeam(state: OpenConversation, teamId: string | null, at: number): void {
  if (teamId === state.teamId) return;
  endStretch(state, at);
  state.teamId = teamId;
}

/** Takes a conversation from its agent, back to nobody. */
export function unassign(state: OpenConversation, at: number, around: Surroundings, facts: Fact[]): void {
  endStretch(state, at);
  endHold(state, { at, how: 'released', by: null }, around, facts);
}

type HoldEnd = Pick<FactOf<'hold.ended'>, 'at' | 'how' | 'by'>;

function endHold(state: OpenConversation, { at, how, by }: HoldEnd, around: Surroundings, facts: Fact[]): void {
  const { hold } = state;
  if (!hold) return;
  setValue(state.involved, hold.agentId, at);
  if (how !== 'closed') leavePlatform(state, at, facts);
  const suspended = Math.max(0, around.suspendedMs(hold.agentId, at) - hold.suspendedBefore);
  facts.push({
    type: 'hold.ended',
    at,
    holdId: hold.id,
    episodeId: state.episode.id,
    conversationId: state.id,
    from: hold.since,
    handleMs: Math.max(0, at - hold.since - suspended),
    how,
    by,
    waiting: state.round !== null,
    cut: cutOf(state),
  });
  state.hold = null;
}

/** `id` is the identity of its event; a filler closes the round, but what it promises is still waited for. */
type Reply = { id: string; agentId: string; by: 'agent' | 'supervisor'; how: 'message' | 'call'; at: number; filler: boolean };

/** A valid human reply: credits the replier, closes the round, and is the first response when no human has answered in this episode. */
export function answer(state: OpenConversation, reply: Reply, around: Surroundings, facts: Fact[]): void {
  const { agentId, by, how, at, filler } = reply;
  const { episode, customerId, id: conversationId } = state;
  setValue(state.involved, agentId, at);
  passOn(state);
  if (!state.hold && by === 'agent') assign(state, { agentId, teamId: null, at, by: reply.id, movedBy: 'agent' }, around, facts);
  const cut = { ...cutOf(state, agentId), teamId: around.teamOf(agentId, at) ?? state.teamId };
  state.bot = false;
  state.typingAt = null;
  state.lastReply = { agentId, teamId: cut.teamId };
  const said: FactOf<'customer.answered'> = {
    type: 'customer.answered',
    at,
    replyId: reply.id,
    episodeId: episode.id,
    conversationId,
    customerId,
    by,
    how,
    cut,
  };
  facts.push(said);
  episode.unnamed?.push(said);
  answerPlatform(state, { at, cut }, facts);
  if (!episode.answeredByHuman) {
    episode.answeredByHuman = true;
    if (episode.startedBy === 'customer') {
      const from = Math.max(episode.openedAt, episode.requestedAt ?? episode.openedAt);
      const agentWaitMs = state.hold?.agentId === agentId ? Math.max(0, at - state.hold.since) : null;
      const longest = Math.max(0, at - from, agentWaitMs ?? 0);
      facts.push({
        type: 'episode.responded',
        at,
        episodeId: episode.id,
        conversationId,
        waitMs: Math.max(0, at - from),
        agentWaitMs,
        ...shutMeanwhile(around.rulesAt(from).schedule, at - longest, at),
        cut,
      });
    }
  }
  const roundId = closeRound(state, { at, outcome: 'replied', replier: { agentId, by, teamId: cut.teamId, filler } }, around, facts);
  if (filler) {
    if (roundId !== null) state.followUp ??= { roundId, since: at };
  } else if (state.followUp) {
    const { roundId: promised, since } = state.followUp;
    facts.push({ type: 'followup.ended', at, roundId: promised, conversationId, waitMs: at - since, cut });
    state.followUp = null;
  }
}

/** Ends the episode: an open round stays unanswered, the holder's stretch ends, and it is said whether the customer was left without a human. */
export function endEpisode(state: OpenConversation, end: { at: number; reason: string | null }, around: Surroundings, facts: Fact[]): void {
  const { at, reason } = end;
  const cut = cutOf(state);
  const { episode } = state;
  const waitMs = Math.max(0, at - (episode.requestedAt ?? episode.openedAt));
  const abandoned = abandonment(state, reason, waitMs);
  closePlatform(state, at, facts);
  closeRound(state, { at, outcome: 'unanswered' }, around, facts);
  endHold(state, { at, how: 'closed', by: null }, around, facts);
  const { id: episodeId, wantedHuman, answeredByHuman: answered, bot } = episode;
  const { id: conversationId, customerId } = state;
  const closed = { episodeId, conversationId, customerId, reason, abandoned, wantedHuman, answered, waitMs, bot, cut };
  facts.push({ type: 'episode.closed', at, ...closed });
}

function abandonment(state: OpenConversation, reason: string | null, waitMs: number): Abandonment | null {
  const { episode } = state;
  if (episode.answeredByHuman || !episode.wantedHuman || episode.startedBy === 'agent' || reason === 'spam') return null;
  if (waitMs < SHORT_ABANDON_MS) return 'short';
  if (reason === 'timeout') return 'silent';
  return state.hold ? 'assigned' : 'queue';
}

/** The bot that has replied is not enough: a human is asked for, or has it. */
const passOn = ({ episode }: OpenConversation): void => {
  if (episode.bot === 'alone') episode.bot = 'passed_on';
};

/** He asks for a human, and no bot holds him any more. */
export function wantHuman(state: OpenConversation, at: number): void {
  passOn(state);
  state.bot = false;
  state.episode.wantedHuman = true;
  if (!state.episode.answeredByHuman) state.episode.requestedAt ??= at;
}
