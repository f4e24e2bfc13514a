import type { Subject } from './figures-of.ts';
import type { Story } from './story.ts';

/** Everybody and everything that a story tells of: of whom else any figure is none. */
export function subjectsIn(story: Story): Subject[] {
  const { rounds, beginnings, givings, holdings, messages, replies, followUps, botHolds, endings, opinions, stints } = story;
  const cuts = [rounds, beginnings, givings, holdings, messages, replies, followUps, botHolds, endings, opinions]
    .flat()
    .map(({ cut }) => cut);
  const held = rounds.flatMap(({ stretches }) => stretches);
  const ids = (by: 'agent' | 'team' | 'shop' | 'channel', all: (string | null)[]): Subject[] =>
    [...new Set(all)].flatMap((id) => (id === null ? [] : [{ by, id }]));
  return [
    { by: 'floor' },
    ...ids(
      'agent',
      [...cuts, ...held, ...stints].map(({ agentId }) => agentId),
    ),
    ...ids(
      'team',
      [...cuts, ...held, ...stints].map(({ teamId }) => teamId),
    ),
    ...ids(
      'shop',
      cuts.map(({ shopId }) => shopId),
    ),
    ...ids(
      'channel',
      cuts.map(({ channel }) => channel),
    ),
  ];
}
