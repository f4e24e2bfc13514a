import type { LoggedEvent } from '@watchfloor/contracts/event';
import type { Cut } from '@watchfloor/contracts/fact';
import { Agents } from './agents.ts';
import { cutIntoEpisodes, type Episode } from './cut-into-episodes.ts';
import { cutOf, type Moment, momentsOf, replierOf, type Standing } from './moments.ts';
import { phrasesOf } from './phrases.ts';
import { mergeGapMs, NO_PLATFORM } from './platform/platform-rules.ts';
import { emptyStory } from './story.ts';
import { tellEpisode } from './tell-episode.ts';
import type { Known } from './tell-floor.ts';
import { inTrueOrder } from './true-order.ts';
import { byPerson } from './whose.ts';

/** Something of an instant; of several things of one instant the source and id of the event say which is first. */
export type Named = { at: number; name: string };
export const inOrder = (a: Named, b: Named): number => a.at - b.at || (a.name < b.name ? -1 : 1);
const nameOf = ({ source, id }: LoggedEvent): string => `${source}#${id}`;

/** One episode of a customer, as far as it matters to what became of him. Instants are epoch milliseconds. */
export type Contact = Named & {
  customerId: string;
  intent: 'presales' | 'aftersales' | null;
  topic: string | null;
  /** For whom its beginning counts, with the first team that it was given to where it began without one. */
  cut: Cut;
  replies: (Named & { cut: Cut })[];
  end: { at: number; cut: Cut; resolved: boolean; botReplied: boolean; botAlone: boolean } | null;
};

/** Every episode of a floor, in the order of their beginnings, from its raw events in any order. */
export function contactsOf(events: readonly LoggedEvent[], known: Known): Contact[] {
  const { phrases: words = {}, accounts = [], people = [], platforms = NO_PLATFORM } = known;
  const ordered = inTrueOrder(events);
  const agents = new Agents(ordered, { accounts, people, now: ordered.at(-1)?.time ?? 0 });
  const phrases = phrasesOf(words);
  const ofConversations = byPerson(accounts, ordered).filter(({ type }) =>
    /^(conversation|message|call|rating|review|complaint)\./.test(type),
  );
  const contacts: Contact[] = [];
  for (const own of Map.groupBy(ofConversations, ({ subject }) => subject).values()) {
    const ended = new Map<Episode, Standing>();
    for (const episode of cutIntoEpisodes(own, phrases, (shopId) => mergeGapMs(platforms, shopId)).episodes) {
      const moments = momentsOf(episode, agents, episode.previous ? (ended.get(episode.previous) ?? null) : null);
      const last = moments.at(-1);
      if (!last) continue;
      ended.set(episode, last.after);
      // A story of nothing else.
      const story = emptyStory(last.at);
      tellEpisode(story, { episode, moments, agents, phrases, platforms });
      const [begun] = story.beginnings;
      const [ending] = story.endings;
      if (!begun) continue;
      const firstTeam = story.givings.find(({ firstOfTeam }) => firstOfTeam)?.cut.teamId ?? null;
      contacts.push({
        customerId: last.after.customerId,
        at: begun.at,
        name: nameOf(episode.events[0]),
        intent: intentOf(episode),
        topic: topicOf(episode),
        cut: { ...begun.cut, teamId: begun.cut.teamId ?? firstTeam },
        replies: moments
          .filter((moment) => replierOf(moment) !== null)
          .map(({ event, at, after }, i) => ({
            at,
            name: nameOf(event),
            cut: story.replies[i]?.cut ?? cutOf(after),
          })),
        end: ending ? { at: ending.at, cut: ending.cut, resolved: ending.resolved, ...botIn(moments) } : null,
      });
    }
  }
  return contacts.sort(inOrder);
}

function intentOf({ events: [first] }: Episode): Contact['intent'] {
  return first.type === 'conversation.opened' ? (first.data.intent ?? null) : null;
}

/** As it was opened, else as the first message tells. */
function topicOf({ events }: Episode): string | null {
  const [first] = events;
  const message = events.find((event) => event.type === 'message.received');
  return (first.type === 'conversation.opened' ? first.data.topic : undefined) ?? message?.data.topic ?? null;
}

/** Whether a bot replied before the close, and whether no human was asked for after that, nor was given it, nor had ever replied. */
function botIn(moments: readonly Moment[]): { botReplied: boolean; botAlone: boolean } {
  const close = moments.findIndex(({ event }) => event.type === 'conversation.closed' || event.type === 'call.ended');
  const before = moments.slice(0, close);
  const first = before.findIndex(({ event }) => event.type === 'message.sent' && event.data.from === 'bot');
  if (first < 0) return { botReplied: false, botAlone: false };
  const wanted = before
    .slice(first)
    .some(
      (moment) =>
        /^conversation\.(queued|human_requested|handed_over)$/.test(moment.event.type) ||
        (moment.after.agentId !== null && moment.after.agentId !== moment.before.agentId),
    );
  return { botReplied: true, botAlone: !wanted && !before.some((moment) => replierOf(moment) !== null) };
}
