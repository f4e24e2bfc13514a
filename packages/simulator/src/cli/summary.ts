import type { Counted } from '../model/simulation.ts';
import type { Day } from './send-day.ts';

const LISTED = 10;

/** What happened on the floor, a line each. */
export function floorFigures({
  events,
  conversations,
  left,
  leftSilently,
  tickets,
  orders,
  replies,
  writingMs,
}: Counted): [string, string][] {
  return [
    ['events', String(events)],
    ['conversations', String(conversations)],
    ['left, silently', `${left}, ${leftSilently}`],
    ['tickets, orders', `${tickets}, ${orders}`],
    ['replies, mean', `${replies}, ${(writingMs / Math.max(replies, 1) / 1000).toFixed(1)} s to write`],
  ];
}

/** And what the receiver made of it. */
export function sentFigures({ sent, outcome }: Day): [string, string][] {
  return [
    ['accepted', String(sent.accepted)],
    ['duplicate', String(sent.duplicates + (outcome?.duplicates ?? 0))],
    ['rejected', String(sent.rejected)],
    ...(outcome
      ? ([
          ['committed', String(outcome.applied)],
          ['late', String(outcome.late)],
          ['ignored', String(outcome.ignored)],
        ] satisfies [string, string][])
      : []),
  ];
}

/** Heading, figures, and the first rejections with their reason. */
export function summary(heading: string, figures: [string, string][], day?: Day): string {
  const rejections = (day?.sent.rejections ?? []).slice(0, LISTED);
  return [
    heading,
    ...figures.map(([name, value]) => `  ${name.padEnd(16)} ${value}`),
    ...rejections.map(({ place, detail }) => `  ${place}: ${detail}`),
    '',
  ].join('\n');
}
