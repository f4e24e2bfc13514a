import type { LeftOutThing } from '@watchfloor/core/explain/explain-fact';
import type { MeasureName } from '@watchfloor/core/explain/measures-behind';
import { TOO_LATE } from '@watchfloor/core/floor/lateness';
import type { Range } from '@watchfloor/core/measure/measures-of';
import type { HistoryTransaction } from '@watchfloor/history/connect';
import { listIgnoredEvents } from '@watchfloor/history/ignored-events';
import type { SubjectAsked } from './subject-asked.ts';

/** Events of a floor that changed nothing and are of the kind that a figure is made of, the latest first. Nobody can say whose they would have been. */
export async function ignoredBehind(
  trx: HistoryTransaction,
  {
    floor,
    subject,
    range,
    names,
    limit,
  }: { floor: string; subject: SubjectAsked; range: Range; names: readonly MeasureName[]; limit: number },
): Promise<LeftOutThing[]> {
  if (subject.kind !== 'floor') return [];
  const { items } = await listIgnoredEvents(trx, { floorKey: floor, fromMs: range.from, toMs: range.to, limit });
  const families = new Set(names.map(familyOf));
  return (
    items
      // What came late for the board the ledger has taken in, and says so as `restated`.
      .filter(({ type, reason }) => reason !== TOO_LATE && families.has(FAMILIES[type.split('.', 1)[0] ?? ''] ?? 'talk'))
      .map(({ at, id, type, subject: about, reason }) => ({
        kind: 'event',
        id,
        at,
        since: null,
        ms: null,
        conversationId: type.startsWith('agent.') ? null : about,
        customer: null,
        cut: { agentId: type.startsWith('agent.') ? about : null, teamId: null, shopId: null, channel: null },
        score: null,
        times: null,
        reason: 'ignored',
        detail: `${type}: ${reason}`,
      }))
  );
}

type Family = 'talk' | 'state' | 'opinion' | 'other';
/** By how the type of an event begins; all others are of a talk. */
const FAMILIES: Readonly<Record<string, Family>> = {
  agent: 'state',
  rating: 'opinion',
  review: 'opinion',
  complaint: 'opinion',
  ticket: 'other',
  order: 'other',
};

const STATES: ReadonlySet<MeasureName> = new Set(['onlineMs', 'busyMs', 'awayMs', 'suspendedMs']);
const OPINIONS: ReadonlySet<MeasureName> = new Set([
  'ratings',
  'goodRatings',
  'reviews',
  'goodReviews',
  'followUpReviews',
  'goodFollowUpReviews',
  'complaints',
]);
const familyOf = (name: MeasureName): Family => (STATES.has(name) ? 'state' : OPINIONS.has(name) ? 'opinion' : 'talk');
