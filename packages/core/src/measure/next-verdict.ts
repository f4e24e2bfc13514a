import type { LiveConversation } from '@watchfloor/contracts/fact';
import type { Schedule } from '../schedule/schedule.ts';
import { lengthOf } from '../schedule/shut.ts';
import { stretchesByAgent } from './judge-round.ts';
import { REPLY_LIMITS } from './tally.ts';

/**
 * The first instant after `after` (epoch ms) beyond which the open round of a conversation is older than a limit, on the customer's clock or on that of its
 * holder, in plain or in business time: then a miss counts that did not before. Null when there is none any more, or nobody waits.
 */
export function nextVerdictAt(
  { waitingSince, agentId, held }: LiveConversation,
  { after, schedule }: { after: number; schedule: Schedule | null },
): number | null {
  if (waitingSince === null) return null;
  const mine = agentId === null ? [] : (stretchesByAgent(waitingSince, held).get(agentId) ?? []);
  const clocks = [
    { since: waitingSince, heldMs: 0, businessMs: 0 },
    ...(agentId === null
      ? []
      : [
          {
            since: held.at(-1)?.[2] ?? waitingSince,
            heldMs: lengthOf(mine),
            businessMs: schedule ? mine.reduce((sum, { from, to }) => sum + schedule.businessMs(from, to), 0) : 0,
          },
        ]),
  ];
  let next: number | null = null;
  const take = (at: number) => {
    if (at > after && (next === null || at < next)) next = at;
  };
  for (const { since, heldMs, businessMs } of clocks) {
    for (const limit of REPLY_LIMITS) {
      take(since + limit * 1000 - heldMs);
      // Older than the limit by a millisecond: where the limit is reached at closing time, that is when it opens again.
      if (schedule) take(schedule.instantAfter(since, limit * 1000 - businessMs + 1) - 1);
    }
  }
  return next;
}
