import type { Distribution } from '@watchfloor/contracts/distribution';
import type { Figures } from '@watchfloor/contracts/figures';
import { distributionOf } from '../sketch/distribution-of.ts';
import { platformFiguresOf } from './platform-figures.ts';
import type { CountName, LengthName, ReplyLimit, Tally } from './tally.ts';

/** A bin stands for a little more than its shortest length: no percentile may show a length beyond the greatest that there was. */
function withMax(distribution: Distribution, maxMs: number): Distribution {
  const within = (ms: number | null) => (ms === null ? null : Math.min(ms, maxMs));
  const { p50Ms, p90Ms, p95Ms, p99Ms } = distribution;
  return { ...distribution, p50Ms: within(p50Ms), p90Ms: within(p90Ms), p95Ms: within(p95Ms), p99Ms: within(p99Ms), maxMs };
}

const rateOf = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
const NO_LENGTHS = { count: 0, sum: 0, max: 0, bins: new Map<number, number>() };

/** `exactMax`: the greatest lengths are exact, because nothing was ever taken back. `handled`: how many customers there were, when the tally has not who. */
type How = { exactMax: boolean; handled?: number };

/** The figures that a tally gives. */
export function figuresOf(tally: Tally, { exactMax, handled = tally.customers.size }: How): Figures {
  const n = (name: CountName): number => tally.counts.get(name) ?? 0;
  const lengths = (name: LengthName) => {
    const found = tally.lengths.get(name) ?? NO_LENGTHS;
    const distribution = distributionOf(found);
    return exactMax && found.count > 0 ? withMax(distribution, found.max) : distribution;
  };
  const within = (limit: ReplyLimit) => {
    const hit = n(`hit${limit}`);
    const total = hit + n(`miss${limit}`);
    return { hit, total, rate: rateOf(hit, total) };
  };
  const businessWithin = (limit: ReplyLimit) => {
    const hit = n(`businessHit${limit}`);
    const total = hit + n(`businessMiss${limit}`);
    return { hit, total, rate: rateOf(hit, total) };
  };
  const score = (good: number, total: number) => ({ good, total, rate: rateOf(good, total) });
  const response = lengths('response');
  const firstResponse = lengths('firstResponse');
  const [queueMs, heldMs] = [n('waitQueueMs'), n('waitHeldMs')];
  const abandoned = n('abandonedInQueue') + n('abandonedAssigned');
  return {
    firstResponse,
    response,
    followUpWait: lengths('followUpWait'),
    handleTime: lengths('handleTime'),
    botHold: lengths('botHold'),
    within: { '30': within(30), '60': within(60), '180': within(180), '300': within(300) },
    businessResponse: lengths('businessResponse'),
    businessFirstResponse: lengths('businessFirstResponse'),
    businessWithin: { '30': businessWithin(30), '60': businessWithin(60), '180': businessWithin(180), '300': businessWithin(300) },
    fillers: n('fillers'),
    fillerRate: rateOf(n('fillers'), response.count),
    waitShare: { queueMs, heldMs, queue: rateOf(queueMs, queueMs + heldMs), held: rateOf(heldMs, queueMs + heldMs) },
    transferredUnanswered: n('transferredUnanswered'),
    handled,
    conversations: n('conversations'),
    resolved: n('resolved'),
    reopened: n('reopened'),
    transferredIn: n('transferredIn'),
    transferredOut: n('transferredOut'),
    messagesIn: n('messagesIn'),
    messagesOut: n('messagesOut'),
    answerRatio: rateOf(n('messagesOut'), n('messagesIn')),
    abandoned,
    abandonedInQueue: n('abandonedInQueue'),
    abandonedAssigned: n('abandonedAssigned'),
    shortAbandons: n('shortAbandons'),
    silentAbandons: n('silentAbandons'),
    abandonRate: rateOf(abandoned, firstResponse.count + abandoned + n('silentAbandons')),
    csat: { ...score(n('goodRatings'), n('ratings')), responseRate: rateOf(n('ratings'), n('answeredCloses')) },
    reviews: score(n('goodReviews'), n('reviews')),
    followUpReviews: score(n('goodFollowUpReviews'), n('followUpReviews')),
    complaints: n('complaints'),
    complaintRate: rateOf(n('complaints'), handled),
    onlineMs: n('onlineMs'),
    busyMs: n('busyMs'),
    awayMs: n('awayMs'),
    suspendedMs: n('suspendedMs'),
    platform: platformFiguresOf(n, lengths),
  };
}
