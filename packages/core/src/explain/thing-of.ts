import type { ThingKind } from '@watchfloor/contracts/explanation';
import type { Cut, Fact } from '@watchfloor/contracts/fact';
import type { ProfileRules } from '@watchfloor/contracts/profile';
import { versionNamed } from '../profile/profiles.ts';

/** What is behind a number, or might have been. Instants are epoch milliseconds; `customer` as shown, null where the fact does not say. */
export type Thing = {
  kind: ThingKind;
  id: string;
  at: number;
  since: number | null;
  ms: number | null;
  conversationId: string | null;
  customer: string | null;
  cut: Cut;
  score: number | null;
  times: number | null;
};

const NOTHING_MORE = { since: null, ms: null, customer: null, score: null, times: null };

/** What platforms time, as it is shown. */
const UNITS = { round: 'round', message: 'message', session: 'episode' } as const satisfies Record<ProfileRules['unit'], ThingKind>;

/** What a fact tells of; null for a fact that no figure counts. `ms` is on the customer's clock. */
export function thingOf(fact: Fact): Thing | null {
  if (!('cut' in fact)) return null;
  const { at, cut } = fact;
  const conversationId = 'conversationId' in fact ? fact.conversationId : null;
  const thing = { ...NOTHING_MORE, at, cut, conversationId };
  switch (fact.type) {
    case 'round.closed': {
      const { roundId: id, openedAt: since, customerWaitMs: ms, customer } = fact;
      return { ...thing, kind: 'round', id, since, ms, customer };
    }
    case 'followup.ended':
      return { ...thing, kind: 'followUp', id: fact.roundId, since: at - fact.waitMs, ms: fact.waitMs };
    case 'episode.opened':
      return { ...thing, kind: 'episode', id: fact.episodeId };
    case 'episode.responded':
      return { ...thing, kind: 'episode', id: fact.episodeId, since: at - fact.waitMs, ms: fact.waitMs };
    case 'episode.closed':
      return { ...thing, kind: 'episode', id: fact.episodeId, since: at - fact.waitMs, ms: fact.waitMs };
    case 'episode.assigned':
      return { ...thing, kind: 'assignment', id: fact.holdId };
    case 'hold.ended':
      return { ...thing, kind: 'hold', id: fact.holdId, since: fact.from, ms: fact.handleMs };
    case 'episode.handed_over':
      return { ...thing, kind: 'botHold', id: fact.episodeId, since: at - fact.botHoldMs, ms: fact.botHoldMs };
    case 'customer.wrote':
      return { ...thing, kind: 'message', id: fact.messageId };
    case 'customer.answered':
      return { ...thing, kind: 'reply', id: fact.replyId };
    case 'rating.given':
      return { ...thing, kind: 'rating', id: fact.ratingId, score: fact.score };
    case 'platform.judged': {
      const { judgedId: id, customer, profile, version } = fact;
      const since = fact.asked[0]?.at ?? at;
      return { ...thing, kind: UNITS[versionNamed(profile, version).rules.unit], id, since, ms: at - since, customer };
    }
    case 'platform.session': {
      const { episodeId: id, customer, from: since } = fact;
      return { ...thing, kind: 'episode', id, since, ms: at - since, customer };
    }
    case 'complaint.filed':
      return { ...thing, kind: 'complaint', id: fact.complaintId };
    case 'status.ended':
      return { ...thing, kind: 'status', id: fact.agentId, since: fact.from, ms: at - fact.from };
    default:
      return null;
  }
}
