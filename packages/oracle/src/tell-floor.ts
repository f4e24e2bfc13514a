import type { LoggedEvent } from '@watchfloor/contracts/event';
import { Agents, type PersonRow } from './agents.ts';
import { cutIntoEpisodes, type Episode, isOpinion, type OpinionEvent } from './cut-into-episodes.ts';
import { momentsOf, type Standing } from './moments.ts';
import { ALWAYS_OPEN, type FloorHours, openTimes } from './open-times.ts';
import { type OwnWords, type Phrases, phrasesOf } from './phrases.ts';
import { mergeGapMs, NO_PLATFORM, type PlatformSettings } from './platform/platform-rules.ts';
import { emptyStory, type Opinion, type Story } from './story.ts';
import { tellEpisode } from './tell-episode.ts';
import { inTrueOrder } from './true-order.ts';
import { type AccountRow, byPerson } from './whose.ts';

/*
 * Readings where metrics.md is silent; each is what docs/metrics.md or the docstrings of core say:
 * - 20 min after its close a conversation is taken up again by whatever opens, queues or assigns it, by an automatic text never;
 * - 30 days after its close it is forgotten: what comes then begins anew, and an opinion is nobody's unless it names an agent;
 * - a customer whom no event has named yet goes by the id of the conversation; channel and shop count from the message that tells them on, only
 *   the beginning of an episode is told anew with those of its first message;
 * - who waits behind two fillers has one followUpWait, from the first; a bot's or a customer's words in between do not end it;
 * - a customer who asked a bot for a human is held by it until the hand-over, even if somebody replies before that;
 * - courtesies one after another, or after an automatic text, still follow the agent's message;
 * - an answered call is a reply and no message; it opens no round, its answer is a first response alone;
 * - a word of thanks in the merge gap is a customer's message to who held the conversation when it was closed;
 * - a state is its agent's team's at the end of it; waitShare is that of the replier's team, all holders included;
 * - a span of office hours belongs to the date that it begins on, and so does what a holiday does to it;
 * - what is asked and answered while it is closed has waited for no business time, and is in time;
 * - of a person's accounts the strongest state holds: online, busy, away, suspended, offline; one who has no account at an instant is in none;
 * - a person without a team by the settings has that of the account that said one last, while it was his.
 */

/**
 * What is known of a floor besides its events: up to when its story is told (epoch ms; the last event when absent), its own words, its
 * hours, whose its accounts are, and the teams of people, the
 * platforms that judge it.
 */
export type Known = {
  now?: number | undefined;
  phrases?: OwnWords;
  hours?: FloorHours;
  accounts?: readonly AccountRow[];
  people?: readonly PersonRow[];
  platforms?: PlatformSettings;
};

const OF_CONVERSATIONS = /^(conversation|message|call|rating|review|complaint)\./;

/**
 * What happened on one floor, from its raw events in any order, repeats included. The
 * slow obvious way: every conversation by itself, from its first event to its last. Events that came too late to count are to be left out.
 */
export function tellFloor(events: readonly LoggedEvent[], known: Known = {}): Story {
  const { now, phrases = {}, hours = ALWAYS_OPEN, accounts = [], people = [], platforms = NO_PLATFORM } = known;
  const ordered = inTrueOrder(events);
  const story = emptyStory(now ?? ordered.at(-1)?.time ?? 0);
  const agents = new Agents(ordered, { accounts, people, now: story.now });
  story.stints = agents.stints;
  story.open = openTimes(hours, { from: ordered[0]?.time ?? story.now, to: story.now });
  const ofConversations = byPerson(accounts, ordered).filter(({ type }) => OF_CONVERSATIONS.test(type));
  for (const own of Map.groupBy(ofConversations, ({ subject }) => subject).values())
    tellConversation(story, own, { agents, phrases: phrasesOf(phrases), platforms });
  return story;
}

type Around = { agents: Agents; phrases: Phrases; platforms: PlatformSettings };

function tellConversation(story: Story, events: readonly LoggedEvent[], { agents, phrases, platforms }: Around): void {
  const { episodes, strays } = cutIntoEpisodes(events, phrases, (shopId) => mergeGapMs(platforms, shopId));
  const ended = new Map<Episode, Standing>();
  for (const episode of episodes) {
    const moments = momentsOf(episode, agents, episode.previous ? (ended.get(episode.previous) ?? null) : null);
    const last = moments.at(-1);
    if (last) ended.set(episode, last.after);
    tellEpisode(story, { episode, moments, agents, phrases, platforms });
    for (const { event, before } of moments) if (isOpinion(event)) story.opinions.push(opinionOf(event, before, agents));
  }
  for (const event of strays) story.opinions.push(opinionOf(event, null, agents));
}

const KINDS = {
  'rating.submitted': 'rating',
  'review.posted': 'review',
  'review.appended': 'follow-up',
  'complaint.filed': 'complaint',
} as const satisfies Record<OpinionEvent['type'], Opinion['kind']>;

/** Whom the event names, else who replied last in the episode; his own team, else that of his reply or of the conversation. */
function opinionOf({ time: at, type, data }: OpinionEvent, standing: Standing | null, agents: Agents): Opinion {
  const credited = data.agentId === undefined ? (standing?.lastReply ?? null) : { agentId: data.agentId, teamId: null };
  const agentId = credited?.agentId ?? null;
  const ownTeam = agentId === null ? null : agents.teamAt(agentId, at);
  const teamId = ownTeam ?? credited?.teamId ?? standing?.teamId ?? null;
  const cut = { agentId, teamId, shopId: standing?.shopId ?? null, channel: standing?.channel ?? null };
  return { at, cut, kind: KINDS[type], score: 'score' in data ? data.score : 0 };
}
