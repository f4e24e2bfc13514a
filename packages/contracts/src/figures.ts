import { z } from 'zod';
import { Distribution } from './distribution.ts';

const count = z.int().min(0);
const rate = z.number().nullable();
const share = z.object({ hit: count, total: count, rate }).meta({ id: 'ReplyRate', description: 'hit / total; null without any' });
const score = z.object({ good: count, total: count, rate }).meta({ id: 'Score', description: 'scores 4 and 5 / all; null without any' });
const ms = z.number().min(0);

/** How platforms judge the same by their own rules; of each that has judged anything. */
const platform = z
  .object({
    taobao: share.extend({ response: Distribution }).meta({ id: 'TaobaoFigures', description: 'rounds within 180 s' }),
    jd: share.extend({ response: Distribution }).meta({ id: 'JdFigures', description: 'sessions first answered within 30 s' }),
    pdd: share.extend({ fiveMinutes: share }).meta({ id: 'PddFigures', description: 'messages within 180 s, and within 300 s' }),
    douyin: z
      .object({
        sessions: count,
        rateSum: z.number().min(0).meta({ description: 'the rates of the sessions added, to the millionth' }),
        rate: rate.meta({ description: 'rateSum / sessions' }),
        noService: count.meta({ description: 'sessions without a human reply' }),
        noServiceRate: rate,
      })
      .meta({ id: 'DouyinFigures', description: 'the mean of the rates of sessions, of rounds within 180 s' }),
  })
  .partial()
  .meta({ id: 'PlatformFigures' });

/** The window metrics of metrics.md: the same names and meanings live and over any past range. */
export const figureFields = {
  firstResponse: Distribution,
  response: Distribution,
  followUpWait: Distribution,
  handleTime: Distribution,
  botHold: Distribution,
  within: z
    .object({ '30': share, '60': share, '180': share, '300': share })
    .meta({ description: 'rounds with a verdict in the range, by limit in seconds; by agent on his own clock' }),
  businessResponse: Distribution.meta({ description: 'response less the time outside office hours; without office hours none' }),
  businessFirstResponse: Distribution.meta({ description: 'firstResponse less the time outside office hours; without office hours none' }),
  businessWithin: z
    .object({ '30': share, '60': share, '180': share, '300': share })
    .meta({ description: 'like within, by a clock that stands still outside office hours; without office hours none' }),
  fillers: count.meta({ description: 'rounds closed by a filler' }),
  fillerRate: rate.meta({ description: 'fillers / rounds closed by a reply' }),
  waitShare: z
    .object({ queueMs: ms, heldMs: ms, queue: rate, held: rate })
    .meta({ description: 'of the waits replied to in the range: time in the queue and with holders; by agent only what he held' }),
  transferredUnanswered: count,
  handled: count.meta({ description: 'distinct customers with a human reply' }),
  conversations: count.meta({ description: 'episodes begun; by agent: episodes first assigned to him' }),
  resolved: count,
  reopened: count,
  transferredIn: count,
  transferredOut: count,
  messagesIn: count.meta({ description: 'messages of customers, without those to a bot' }),
  messagesOut: count.meta({ description: 'messages of humans to customers' }),
  answerRatio: rate.meta({ description: 'messagesOut / messagesIn' }),
  abandoned: count.meta({ description: 'ended with no human reply, without the short and the silent ones' }),
  abandonedInQueue: count,
  abandonedAssigned: count,
  shortAbandons: count.meta({ description: 'under 5 s' }),
  silentAbandons: count.meta({ description: 'ended by time-out' }),
  abandonRate: rate.meta({ description: 'abandoned / (first answered + ended unanswered in the range), short ones left out of both' }),
  csat: score
    .extend({ responseRate: rate.meta({ description: 'ratings / episodes closed after a human reply' }) })
    .meta({ id: 'Satisfaction' }),
  reviews: score,
  followUpReviews: score,
  complaints: count,
  complaintRate: rate.meta({ description: 'complaints / handled' }),
  onlineMs: ms,
  busyMs: ms,
  awayMs: ms,
  suspendedMs: ms,
  platform,
};

export const Figures = z.object(figureFields);
export type Figures = z.infer<typeof Figures>;
