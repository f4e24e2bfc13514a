import type { CohortItemOf } from './cohort-item.ts';
import { type CohortRules, type Intent, SOLVED_FOR_MS } from './cohort-rules.ts';
import type { Talk } from './talk.ts';

/** What an episode is about: what its event says, else the work of its team. */
export const intentOf = ({ intent, cut, openedAt }: Talk, rules: CohortRules): Intent | null =>
  intent ?? (cut.teamId === null ? null : rules.intentOf(cut.teamId, openedAt));

/**
 * Every resolved episode, by its close and for whom the close counts, and whether the customer came back with the same. Of one that is neither before
 * nor after a sale the longer time is asked.
 */
export function resolutionsOf(talks: readonly Talk[], rules: CohortRules): CohortItemOf<'resolution'>[] {
  return talks.flatMap((talk) => {
    const { id, conversationId, close } = talk;
    if (!close?.resolved) return [];
    const lastsMs = SOLVED_FOR_MS[intentOf(talk, rules) ?? 'aftersales'];
    const again = talks.find((other) => isSame(talk, other) && other.openedAt >= close.at && other.openedAt < close.at + lastsMs);
    return [{ kind: 'resolution', id, conversationId, at: close.at, lastsMs, cut: close.cut, repeatedBy: again?.id ?? null }];
  });
}

/** The same topic; where one of them has none, the same shop. */
function isSame(one: Talk, other: Talk): boolean {
  if (one === other) return false;
  return one.topic !== null && other.topic !== null ? one.topic === other.topic : one.cut.shopId === other.cut.shopId;
}

/** Every closed episode in which a bot replied, and whether it did without a human. */
export function botTalksOf(talks: readonly Talk[]): CohortItemOf<'bot'>[] {
  return talks.flatMap(({ id, conversationId, close }) => {
    if (!close?.bot) return [];
    const contained = close.bot === 'alone' && !close.answered;
    return [{ kind: 'bot', id, conversationId, at: close.at, lastsMs: 0, cut: { ...close.cut, agentId: null }, contained }];
  });
}
