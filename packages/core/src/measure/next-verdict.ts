import type { LiveConversation } from '@watchfloor/contracts/fact';
import type { Schedule } from '../schedule/schedule.ts';
import { lengthOf } from '../schedule/shut.ts';
import { platformInstants } from './judge-platform.ts';
import { stretchesByAgent } from './judge-round.ts';
import { REPLY_LIMITS } from './tally.ts';

/**
 * The first instant after `after` (epoch ms) beyond which the open round of a conversation is older than a limit, on the customer's clock or on that of its
 * holder, in plain or in business time, or one of its platform has come to a limit: then something counts that did not before. Null when there is none any
 * more, or nobody waits.
 */
export function nextVerdictAt(
  conversation: LiveConversation,
  { after, schedule }: { after: number; schedule: Schedule | null },
): number | null {
  const instants = [...ofOurs(conversation, schedule), ...platformInstants(conversation)].filter((at) => at > after);
  return instants.length === 0 ? null : Math.min(...instants);
}

function ofOurs({ waitingSince, agentId, held }: LiveConversation, schedule: Schedule | null): number[] {
  if (waitingSince === null) return [];
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
  const instants: number[] = [];
  for (const { since, heldMs, businessMs } of clocks) {
    for (const limit of REPLY_LIMITS) {
      instants.push(since + limit * 1000 - heldMs);
      // Older than the limit by a millisecond: where the limit is reached at closing time, that is when it opens again.
      if (schedule) instants.push(schedule.instantAfter(since, limit * 1000 - businessMs + 1) - 1);
    }
  }
  return instants;
}
