import type { Asked, Cut, Fact, FactOf, HeldUntil, OpenPlatform } from '@watchfloor/contracts/fact';
import type { PlatformName, ProfileRules } from '@watchfloor/contracts/profile';
import type { Surroundings } from '../conversation/episode.ts';
import { cutOf, type OpenConversation } from '../conversation/state.ts';
import { versionAt, versionNamed } from './profiles.ts';
import { isInHours } from './time-of-day.ts';

/*
 * How a platform sees a conversation, beside us (metrics.md, "Platform profiles"): the seams of the unit tell it who asks, who has it and who replies.
 * A conversation without a platform costs a look. What is in `state.platform` is replaced, never changed: facts and closed conversations share it.
 */

/** `id` is the identity of the event; a courtesy after the agent's words asks only where the platform says so. */
type Ask = { at: number; id: string; isCourtesy: boolean };

/** A customer wants a human's answer. */
export function askPlatform(state: OpenConversation, ask: Ask, around: Surroundings, facts: Fact[]): void {
  const found = platformOf(state, ask.at, around);
  if (!found) return;
  const { rules, platform } = found;
  state.platform = platform;
  if (ask.isCourtesy && !rules.courtesiesCount) return;
  if (rules.unit === 'message') forgetMissed(state, rules, ask.at, facts);
  else if (platform.asked.length > 0) return;
  const isFirstReply = rules.unit === 'session' && rules.mean === 'pooled';
  if (isFirstReply && (state.episode.answeredByHuman || state.episode.startedBy === 'agent')) return;
  const asked = isFirstReply ? firstAsked(state, { rules, at: ask.at }, around) : askedAt(rules, ask.at, around);
  const before = state.platform.asked;
  state.platform = {
    ...state.platform,
    asked: [...before, asked],
    askedId: before.length > 0 ? state.platform.askedId : ask.id,
  };
}

/** The platform of a conversation: sessions stay with the rules they began with, the others with those of the time of each clock. */
function platformOf(state: OpenConversation, at: number, around: Surroundings): { platform: OpenPlatform; rules: ProfileRules } | null {
  const { platform } = state;
  if (platform) {
    const { rules } = versionNamed(platform.profile, platform.version);
    if (rules.unit === 'session' || platform.asked.length > 0) return { platform, rules };
  }
  const profile = around.rulesAt(at).profileOf(state.shopId);
  if (profile === 'default') {
    state.platform = null;
    return null;
  }
  const { version, rules } = versionAt(profile, at);
  return { platform: newPlatform(profile, version, state.episode.answeredByHuman ? state.lastReply : null), rules };
}

const newPlatform = (profile: PlatformName, version: string, served: OpenPlatform['served']): OpenPlatform => ({
  profile,
  version,
  asked: [],
  askedId: '',
  held: [],
  withdrawn: false,
  session: null,
  served,
});

const askedAt = (rules: ProfileRules, at: number, around: Surroundings): Asked =>
  isInHours(rules, around.rulesAt(at).zone, at) ? { at } : { at, out: 'hours' };

/** The clock of a first reply is that of our first response, unless a bot has answered since; the session's beginning says whether it counts. */
function firstAsked(state: OpenConversation, { rules, at }: { rules: ProfileRules; at: number }, around: Surroundings): Asked {
  const { openedAt, requestedAt } = state.episode;
  const began = state.platform?.withdrawn ? at : Math.max(openedAt, requestedAt ?? openedAt);
  const { out } = askedAt(rules, openedAt, around);
  if (out) return { at: began, out };
  if (!rules.nobodyThereOut) return { at: began };
  state.presenceAt = at;
  return around.isNobodyThere(at) ? { at: began, out: 'nobody there' } : { at: began };
}

/** Messages that have missed every limit are told once another comes: a conversation keeps those of some minutes, not of all its life. */
function forgetMissed(state: OpenConversation, rules: ProfileRules, at: number, facts: Fact[]): void {
  const { platform } = state;
  const first = platform?.asked[0];
  if (!platform || !first) return;
  const longest = Math.max(...rules.limits) * 1_000;
  const isMissed = (asked: Asked) => at - asked.at > longest;
  const missed = platform.asked.filter(isMissed);
  if (missed.length === 0) return;
  const held = heldUntil(state, at);
  facts.push(judged(state, platform, { at, asked: missed, outcome: 'unanswered', held, cut: cutOf(state) }));
  const asked = platform.asked.filter((each) => !isMissed(each));
  const from = asked[0]?.at ?? at;
  state.platform = {
    ...platform,
    asked,
    askedId: `${platform.askedId}+`,
    held: asked.length === 0 ? [] : held.filter(([, , until]) => until > from),
  };
}

/** Ends the present stretch of who has it; to be called before another begins. */
export function partPlatform(state: OpenConversation, at: number): void {
  if (state.platform?.asked.length) state.platform = { ...state.platform, held: heldUntil(state, at) };
}

/** A human has replied; `cut` is whose the reply is. */
export function answerPlatform(state: OpenConversation, { at, cut }: { at: number; cut: Cut }, facts: Fact[]): void {
  conclude(state, { at, outcome: 'replied', cut }, facts);
  const { agentId, teamId } = cut;
  if (state.platform) state.platform = { ...state.platform, served: { agentId, teamId } };
}

/** A bot has: nobody waits for a human any more, and what was asked counts nowhere, but for messages that have missed every limit already. */
export function withdrawPlatform(state: OpenConversation, at: number, facts: Fact[]): void {
  const { platform } = state;
  if (!platform?.asked.length) return;
  const { rules } = versionNamed(platform.profile, platform.version);
  if (rules.unit === 'message') forgetMissed(state, rules, at, facts);
  state.platform = { ...platform, asked: [], held: [], withdrawn: true };
}

/** Who has it lets go; somewhere that leaves the customer unanswered. */
export function leavePlatform(state: OpenConversation, at: number, facts: Fact[]): void {
  const { platform } = state;
  if (platform?.asked.length && versionNamed(platform.profile, platform.version).rules.transferCharges)
    conclude(state, { at, outcome: 'unanswered', cut: cutOf(state) }, facts);
}

/** It is closed; what was still asked stays unanswered. */
export function closePlatform(state: OpenConversation, at: number, facts: Fact[]): void {
  conclude(state, { at, outcome: 'unanswered', cut: cutOf(state) }, facts);
  const { platform, episode, id: conversationId, customer } = state;
  if (!platform?.session) return;
  const { profile, version, session, served } = platform;
  facts.push({
    type: 'platform.session',
    at,
    profile,
    version,
    episodeId: episode.id,
    conversationId,
    customer,
    ...session,
    answered: episode.answeredByHuman,
    cut: { ...cutOf(state), ...served },
  });
}

type Conclusion = Pick<FactOf<'platform.judged'>, 'at' | 'outcome' | 'cut'>;

/** All clocks stop: that is told, or kept for the session's own rate. */
function conclude(state: OpenConversation, { at, outcome, cut }: Conclusion, facts: Fact[]): void {
  const { platform } = state;
  const first = platform?.asked[0];
  if (!platform || !first) return;
  const { rules } = versionNamed(platform.profile, platform.version);
  const { asked } = platform;
  if (rules.mean === 'pooled') facts.push(judged(state, platform, { at, outcome, cut, asked, held: heldUntil(state, at) }));
  const session =
    rules.mean === 'sessions' && !first.out
      ? counted(platform, { from: first.at, hit: isHit(rules, { first, at, outcome }) })
      : platform.session;
  state.platform = { ...platform, asked: [], held: [], session };
}

const isHit = ({ limits: [limit = 0] }: ProfileRules, { first, at, outcome }: { first: Asked; at: number; outcome: string }): boolean =>
  outcome === 'replied' && at - first.at <= limit * 1_000;

function counted({ session }: OpenPlatform, { from, hit }: { from: number; hit: boolean }): NonNullable<OpenPlatform['session']> {
  const before = session ?? { from, hit: 0, total: 0 };
  return { from: before.from, hit: before.hit + (hit ? 1 : 0), total: before.total + 1 };
}

function judged(
  { id: conversationId, customer }: OpenConversation,
  { profile, version, askedId: judgedId }: OpenPlatform,
  { at, outcome, asked, held, cut }: Pick<FactOf<'platform.judged'>, 'at' | 'outcome' | 'asked' | 'held' | 'cut'>,
): Fact {
  return { type: 'platform.judged', at, judgedId, profile, version, conversationId, customer, asked, outcome, held, cut };
}

/** The stretches since the first clock began, up to `at`, the present one included; an empty one is left out. */
function heldUntil({ platform, hold, teamId }: OpenConversation, at: number): HeldUntil[] {
  const first = platform?.asked[0];
  if (!platform || !first) return [];
  const since = platform.held.at(-1)?.[2] ?? first.at;
  return at > since ? [...platform.held, [hold?.agentId ?? null, teamId, at]] : platform.held;
}
