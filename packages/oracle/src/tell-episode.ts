import type { Agents } from './agents.ts';
import type { Episode } from './cut-into-episodes.ts';
import { cutOf, type Moment, replierOf } from './moments.ts';
import type { Phrases } from './phrases.ts';
import type { PlatformSettings } from './platform/platform-rules.ts';
import { judgementsOf } from './platform/tell-platform.ts';
import { type Round, roundsOf } from './rounds.ts';
import type { Beginning, Ending, FirstReply, Giving, Holding, Story, Timed } from './story.ts';

/** Under this an abandonment counts apart. */
const SHORT_MS = 5_000;

/** Adds to the story what happened in one episode, one kind of thing after another. */
type Told = { episode: Episode; moments: readonly Moment[]; agents: Agents; phrases: Phrases; platforms: PlatformSettings };

export function tellEpisode(story: Story, { episode, moments, agents, phrases, platforms }: Told): void {
  const rounds = roundsOf(moments, { now: story.now, phrases });
  story.rounds.push(...rounds);
  story.judgements.push(...judgementsOf({ episode, moments, rounds, agents, settings: platforms, requestedAt, now: story.now }));
  story.beginnings.push(beginningOf(episode, moments));
  story.givings.push(...givingsOf(episode, moments));
  story.holdings.push(...holdingsOf(moments, agents, (index) => isWaiting(rounds, index)));
  const close = moments.findIndex(({ event }) => event.type === 'conversation.closed' || event.type === 'call.ended');
  // Whom nobody had named when he was replied to may be named later.
  const named = moments.at(-1)?.after.customerId ?? '';
  for (const [index, moment] of moments.entries()) {
    const { event, at, before, after } = moment;
    // A word of thanks after the close is still for who held it.
    const { agentId } = close >= 0 && index > close ? (moments[close] ?? moment).before : after;
    if (event.type === 'message.received' && !before.bot) story.messages.push({ at, cut: { ...cutOf(after), agentId } });
    const replier = replierOf(moment);
    const customerId = after.customerId === event.subject ? named : after.customerId;
    const isMessage = event.type === 'message.sent';
    if (replier) story.replies.push({ at, cut: cutOf(after, replier), customerId, isMessage });
  }
  const first = firstReplyOf(episode, moments);
  if (first) story.firstReplies.push(first);
  story.followUps.push(...followUpsOf(moments, rounds, phrases));
  story.botHolds.push(...botHoldsOf(moments));
  story.endings.push(...endingsOf(episode, moments));
}

/** An assignment of the same instant comes before the message that it is about: channel and shop are those that the first message tells. */
function beginningOf({ previous }: Episode, moments: readonly Moment[]): Beginning {
  const { event, at, before } = firstOf(moments);
  const told = moments.find((moment) => moment.event.type === 'message.received')?.after ?? before;
  const { channel, shopId } = told;
  const says = event.type !== 'conversation.assigned' && 'teamId' in event.data ? event.data.teamId : undefined;
  return { at, cut: { agentId: null, teamId: says ?? null, shopId, channel }, reopened: previous !== null };
}

function givingsOf(episode: Episode, moments: readonly Moment[]): Giving[] {
  const givings: Giving[] = [];
  let teamed = beginningOf(episode, moments).cut.teamId !== null;
  for (const { at, before, after } of moments) {
    if (after.agentId === null || after.agentId === before.agentId) continue;
    const firstOfAgent = !givings.some(({ cut }) => cut.agentId === after.agentId);
    const firstOfTeam = !teamed && after.teamId !== null;
    teamed ||= firstOfTeam;
    givings.push({ at, cut: cutOf(after), taken: before.agentId !== null, firstOfAgent, firstOfTeam });
  }
  return givings;
}

/** From one holder to the next, or to nobody; who lets go is counted with the team he had it in. */
function holdingsOf(moments: readonly Moment[], agents: Agents, waitingAt: (index: number) => boolean): Holding[] {
  const holdings: Holding[] = [];
  for (const [index, { event, at, before, after }] of moments.entries()) {
    if (before.agentId === null || before.agentId === after.agentId) continue;
    const handleMs = at - before.heldSince - agents.suspendedMs(before.agentId, before.heldSince, at);
    const moved = after.agentId !== null;
    const byAgent = event.type === 'conversation.assigned' && event.data.by === 'agent';
    holdings.push({ at, cut: cutOf(before), handleMs, moved, leftWaiting: moved && byAgent && waitingAt(index) });
  }
  return holdings;
}

/** Is a round open just before this moment? Several may come at one instant: it is their order that counts. */
const isWaiting = (rounds: readonly Round[], index: number): boolean =>
  rounds.some(({ opening, closing }) => opening < index && (closing === null || index <= closing));

/** Of an episode that the agent began there is none. */
function firstReplyOf({ startedBy }: Episode, moments: readonly Moment[]): FirstReply | null {
  const index = moments.findIndex((moment) => replierOf(moment) !== null);
  const moment = moments[index];
  const replier = moment && replierOf(moment);
  if (!moment || !replier || startedBy === 'agent') return null;
  const { at, after } = moment;
  const ms = at - (requestedAt(moments) ?? firstOf(moments).at);
  const agentMs = after.agentId === replier.agentId ? at - after.heldSince : null;
  return { at, cut: cutOf(after, replier), ms, agentMs };
}

/**
 * The first request for a human before any has replied. Being put into the queue is one only of a customer whom a bot held, or who had wanted nobody:
 * who has asked a question, or has been given to an agent, wants a human since then.
 */
function requestedAt(moments: readonly Moment[]): number | null {
  let wanted = false;
  for (const moment of moments) {
    const { event, at, before, after } = moment;
    if (replierOf(moment)) return null;
    if (event.type === 'conversation.human_requested' || event.type === 'conversation.handed_over') return at;
    if (event.type === 'call.ringing' && event.data.direction !== 'outbound') return at;
    if (event.type === 'conversation.queued' && (before.bot || !wanted)) return at;
    if (event.type === 'message.received' && !before.bot) wanted = true;
    if (after.agentId !== null) wanted = true;
  }
  return null;
}

/** From the first filler that closed a round to the next substantial reply. */
function followUpsOf(moments: readonly Moment[], rounds: readonly Round[], { isFiller }: Phrases): Timed[] {
  const followUps: Timed[] = [];
  let promisedAt: number | null = null;
  for (const [index, moment] of moments.entries()) {
    const { event, at, after } = moment;
    const replier = replierOf(moment);
    if (!replier) continue;
    const filler = event.type === 'message.sent' && isFiller(event.data.text);
    if (!filler && promisedAt !== null) followUps.push({ at, cut: cutOf(after, replier), ms: at - promisedAt });
    if (!filler) promisedAt = null;
    else if (rounds.some(({ closing }) => closing === index)) promisedAt ??= at;
  }
  return followUps;
}

/** From the first request for a human to the hand-over, of customers whom a bot held. */
function botHoldsOf(moments: readonly Moment[]): Timed[] {
  const holds: Timed[] = [];
  let askedAt: number | null = null;
  for (const { event, at, before, after } of moments) {
    if (event.type === 'conversation.human_requested' && before.bot) askedAt ??= at;
    if (event.type !== 'conversation.handed_over' || askedAt === null) continue;
    holds.push({ at, cut: cutOf(after), ms: at - askedAt });
    askedAt = null;
  }
  return holds;
}

function endingsOf(episode: Episode, moments: readonly Moment[]): Ending[] {
  const close = moments.findIndex(({ event }) => event.type === 'conversation.closed' || event.type === 'call.ended');
  const moment = moments[close];
  if (!moment) return [];
  const { event, at, before } = moment;
  const reason = event.type === 'conversation.closed' ? event.data.reason : undefined;
  const answered = moments.some((each) => replierOf(each) !== null);
  const waitMs = at - (requestedAt(moments) ?? firstOf(moments).at);
  const left = !answered && episode.startedBy === 'customer' && reason !== 'spam' && moments.some(wantsHuman);
  const how = waitMs < SHORT_MS ? 'short' : reason === 'timeout' ? 'silent' : before.agentId === null ? 'queue' : 'assigned';
  return [{ at, cut: cutOf(before), resolved: reason === 'resolved', answered, abandoned: left ? how : null }];
}

/** Only having been opened is not enough. */
const wantsHuman = ({ event, before, after }: Moment): boolean =>
  (event.type === 'message.received' && !before.bot) ||
  after.agentId !== null ||
  /^conversation\.(queued|human_requested|handed_over)$/.test(event.type) ||
  (event.type === 'call.ringing' && event.data.direction !== 'outbound');

function firstOf(moments: readonly Moment[]): Moment {
  const [first] = moments;
  if (!first) throw new RangeError('an episode without events');
  return first;
}
