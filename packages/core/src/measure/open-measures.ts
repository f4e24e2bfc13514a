import type { HeldUntil, LiveAgent, LiveConversation } from '@watchfloor/contracts/fact';
import type { Schedule } from '../schedule/schedule.ts';
import { shutMeanwhile } from '../schedule/shut.ts';
import { openPlatformMeasures } from './judge-platform.ts';
import { type Measure, measuresOf, ofVerdicts, type Range } from './measures-of.ts';

/** What is live on a floor at `now`, epoch milliseconds. `scheduleAt`: when it was open, as was set at an instant; null: always. */
export type OpenNow = {
  conversations: Iterable<LiveConversation>;
  agents: Iterable<LiveAgent>;
  now: number;
  scheduleAt: (at: number) => Schedule | null;
};

/**
 * What counts already, in a range, of that which has not ended: the misses of rounds that nobody has replied to yet, and the states that agents are
 * in. Once they end their facts say the same again, word for word, so whoever adds these to the facts adds nothing twice.
 */
export function openMeasures({ conversations, agents, now, scheduleAt }: OpenNow, range: Range): Measure[] {
  const measures: Measure[] = [];
  for (const conversation of conversations) {
    measures.push(...openPlatformMeasures(conversation, now).filter(({ at }) => at >= range.from && at < range.to));
    const { waitingSince: openedAt, agentId, teamId, held } = conversation;
    if (openedAt === null || openedAt >= now) continue;
    const stretches: HeldUntil[] = [...held, [agentId, teamId, now]];
    const { shut } = shutMeanwhile(scheduleAt(openedAt), openedAt, now);
    const round = { openedAt, at: now, outcome: null, held: stretches, agentId: null, agentWaitMs: null };
    measures.push(...ofVerdicts(round, shut, conversation).filter(({ at }) => at >= range.from && at < range.to));
  }
  for (const { id: agentId, teamId, status, statusSince } of agents) {
    if (status === null || statusSince === null || statusSince >= now) continue;
    const cut = { agentId, teamId, shopId: null, channel: null };
    measures.push(...measuresOf({ type: 'status.ended', at: now, agentId, status, from: statusSince, cut }, range));
  }
  return measures;
}
