import { distributionFields } from '@watchfloor/contracts/definition';
import type { Fact } from '@watchfloor/contracts/fact';
import type { CountName, LengthName, ReplyLimit } from '../measure/tally.ts';

/** What a figure is counted from: names of a tally, and the customers who got a human reply. */
export type MeasureName = CountName | LengthName | 'handled';

const WITHIN = (limit: ReplyLimit): MeasureName[] => [`hit${limit}`, `miss${limit}`];
const BUSINESS_WITHIN = (limit: ReplyLimit): MeasureName[] => [`businessHit${limit}`, `businessMiss${limit}`];
const WAITS: MeasureName[] = ['waitQueueMs', 'waitHeldMs'];
const ABANDONED: MeasureName[] = ['abandonedInQueue', 'abandonedAssigned'];

const below = (key: string, fields: readonly string[], names: readonly MeasureName[]): Record<string, readonly MeasureName[]> =>
  Object.fromEntries(fields.map((field) => [`${key}.${field}`, names]));
const responseOf = (key: string, name: MeasureName) => below(`${key}.response`, Object.keys(distributionFields), [name]);

/** By the key of a definition of kind `window` or `platform`, or by the whole path where a field is made of something else. */
const BEHIND: Readonly<Record<string, readonly MeasureName[]>> = {
  firstResponse: ['firstResponse'],
  response: ['response'],
  followUpWait: ['followUpWait'],
  handleTime: ['handleTime'],
  botHold: ['botHold'],
  'within.30': WITHIN(30),
  'within.60': WITHIN(60),
  'within.180': WITHIN(180),
  'within.300': WITHIN(300),
  businessResponse: ['businessResponse'],
  businessFirstResponse: ['businessFirstResponse'],
  'businessWithin.30': BUSINESS_WITHIN(30),
  'businessWithin.60': BUSINESS_WITHIN(60),
  'businessWithin.180': BUSINESS_WITHIN(180),
  'businessWithin.300': BUSINESS_WITHIN(300),
  fillers: ['fillers'],
  fillerRate: ['fillers', 'response'],
  waitShare: WAITS,
  transferredUnanswered: ['transferredUnanswered'],
  handled: ['handled'],
  reception: ['handled'],
  conversations: ['conversations'],
  resolved: ['resolved'],
  reopened: ['reopened'],
  transferredIn: ['transferredIn'],
  transferredOut: ['transferredOut'],
  messagesIn: ['messagesIn'],
  messagesOut: ['messagesOut'],
  answerRatio: ['messagesIn', 'messagesOut'],
  abandoned: ABANDONED,
  abandonedInQueue: ['abandonedInQueue'],
  abandonedAssigned: ['abandonedAssigned'],
  shortAbandons: ['shortAbandons'],
  silentAbandons: ['silentAbandons'],
  abandonRate: [...ABANDONED, 'silentAbandons', 'firstResponse'],
  csat: ['ratings', 'goodRatings'],
  'csat.responseRate': ['ratings', 'answeredCloses'],
  reviews: ['reviews', 'goodReviews'],
  followUpReviews: ['followUpReviews', 'goodFollowUpReviews'],
  complaints: ['complaints'],
  complaintRate: ['complaints', 'handled'],
  onlineMs: ['onlineMs'],
  busyMs: ['busyMs'],
  awayMs: ['awayMs'],
  suspendedMs: ['suspendedMs'],
  'platform.taobao': ['taobaoHit180', 'taobaoMiss180'],
  ...responseOf('platform.taobao', 'taobaoResponse'),
  'platform.jd': ['jdHit30', 'jdMiss30'],
  ...responseOf('platform.jd', 'jdResponse'),
  'platform.pdd': ['pddHit180', 'pddMiss180'],
  ...below('platform.pdd.fiveMinutes', ['hit', 'total', 'rate'], ['pddHit300', 'pddMiss300']),
  'platform.douyin': ['douyinSessions', 'douyinRateMicros'],
  'platform.douyin.sessions': ['douyinSessions'],
  ...below('platform.douyin', ['noService', 'noServiceRate'], ['douyinSessions', 'douyinNoService']),
};

/** What the number at a dotted path, below the key of its definition, is counted from; null of one that is not counted from facts. */
export const measuresBehind = (path: string, key: string): readonly MeasureName[] | null => BEHIND[path] ?? BEHIND[key] ?? null;

/** The facts that give a measure, or that somebody who asks for it might have expected to. */
const FACTS: Record<MeasureName, readonly Fact['type'][]> = {
  response: ['round.closed'],
  firstResponse: ['episode.responded', 'episode.closed'],
  followUpWait: ['followup.ended'],
  handleTime: ['hold.ended'],
  botHold: ['episode.handed_over'],
  hit30: ['round.closed'],
  hit60: ['round.closed'],
  hit180: ['round.closed'],
  hit300: ['round.closed'],
  miss30: ['round.closed'],
  miss60: ['round.closed'],
  miss180: ['round.closed'],
  miss300: ['round.closed'],
  businessResponse: ['round.closed'],
  businessFirstResponse: ['episode.responded', 'episode.closed'],
  businessHit30: ['round.closed'],
  businessHit60: ['round.closed'],
  businessHit180: ['round.closed'],
  businessHit300: ['round.closed'],
  businessMiss30: ['round.closed'],
  businessMiss60: ['round.closed'],
  businessMiss180: ['round.closed'],
  businessMiss300: ['round.closed'],
  conversations: ['episode.opened', 'episode.assigned'],
  reopened: ['episode.opened'],
  resolved: ['episode.closed'],
  answeredCloses: ['episode.closed'],
  transferredIn: ['episode.assigned'],
  transferredOut: ['hold.ended'],
  transferredUnanswered: ['hold.ended'],
  messagesIn: ['customer.wrote'],
  messagesOut: ['customer.answered'],
  abandonedInQueue: ['episode.closed'],
  abandonedAssigned: ['episode.closed'],
  shortAbandons: ['episode.closed'],
  silentAbandons: ['episode.closed'],
  fillers: ['round.closed'],
  ratings: ['rating.given'],
  goodRatings: ['rating.given'],
  reviews: ['rating.given'],
  goodReviews: ['rating.given'],
  followUpReviews: ['rating.given'],
  goodFollowUpReviews: ['rating.given'],
  complaints: ['complaint.filed'],
  waitQueueMs: ['round.closed'],
  waitHeldMs: ['round.closed'],
  onlineMs: ['status.ended'],
  busyMs: ['status.ended'],
  awayMs: ['status.ended'],
  suspendedMs: ['status.ended'],
  taobaoHit180: ['platform.judged'],
  taobaoMiss180: ['platform.judged'],
  taobaoResponse: ['platform.judged'],
  jdHit30: ['platform.judged'],
  jdMiss30: ['platform.judged'],
  jdResponse: ['platform.judged'],
  pddHit180: ['platform.judged'],
  pddMiss180: ['platform.judged'],
  pddHit300: ['platform.judged'],
  pddMiss300: ['platform.judged'],
  douyinSessions: ['platform.session'],
  douyinRateMicros: ['platform.session'],
  douyinNoService: ['platform.session'],
  // Customers are counted, not their replies: they are read another way.
  handled: [],
};

export const factsBehind = (names: readonly MeasureName[]): Fact['type'][] => [...new Set(names.flatMap((name) => FACTS[name]))];
