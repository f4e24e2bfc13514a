import { z } from 'zod';
import { type Words as InWords, Words, words } from './definition.ts';
import { Instant } from './instant.ts';

export const SubjectKind = z.enum(['floor', 'agent', 'team', 'shop', 'channel']);
export type SubjectKind = z.infer<typeof SubjectKind>;

/** Whose figure: `floor`, or a kind and an id. */
const SubjectName = z
  .string()
  .max(1_200)
  .regex(/^(floor|(agent|team|shop|channel):.+)$/s, 'floor, agent:ID, team:ID, shop:ID or channel:ID')
  .meta({ description: 'floor, agent:ID, team:ID, shop:ID or channel:ID' });

export const ExplainQuery = z
  .object({
    metric: z
      .string()
      .min(1)
      .max(100)
      .meta({ description: 'the dotted path of a number, as rules name it: response.p90Ms, within.180.rate' }),
    subject: SubjectName.default('floor'),
    from: Instant.optional(),
    to: Instant.optional().meta({ description: 'half-open [from, to); both absent: the last 5 min. A figure of now has no range' }),
    limit: z.coerce.number().int().min(1).max(500).default(50),
    cursor: z.string().max(4_096).optional(),
  })
  .refine(({ from, to }) => (from === undefined) === (to === undefined), { error: 'from and to go together', path: ['to'] })
  .refine(({ from, to }) => from === undefined || to === undefined || Date.parse(from) < Date.parse(to), {
    error: 'must be after from',
    path: ['to'],
  });
export type ExplainQuery = z.infer<typeof ExplainQuery>;

/** What figures are made of and no number of its own tells. */
export const UNTOLD_PARTS = {
  answeredCloses: words('有过人工回复而关闭的会话', '有過人工回覆而關閉的對話', 'episodes closed after a human reply'),
} as const satisfies Record<string, InWords>;

/** Why something that belongs to the subject and the range does not count, in the words that people read. */
export const LEFT_OUT = {
  withdrawn: words('被机器人回复，不计', '被機器人回覆，不計', 'withdrawn by a bot’s answer'),
  unanswered: words('结束时没有回复', '結束時沒有回覆', 'ended without a reply'),
  open: words('尚未结束', '尚未結束', 'not ended yet'),
  answeredByOther: words('由别人回复', '由別人回覆', 'somebody else replied'),
  neverHeld: words('回复时不在他手上', '回覆時不在他手上', 'replied without holding it'),
  noVerdict: words('未到时限就结束', '未到時限就結束', 'ended before the limit without a reply'),
  otherTime: words('判定时刻不在范围内', '判定時刻不在範圍內', 'its verdict lies outside of the range'),
  heldByOther: words('到时限时在别人手上', '到時限時在別人手上', 'somebody else had it at its limit'),
  noOfficeHours: words('当时没有设置营业时间', '當時沒有設定營業時間', 'no office hours were set then'),
  outOfHours: words('不在平台考核时段', '不在平臺考核時段', 'outside of the hours of the platform'),
  nobodyThere: words('当时所有客服离线或挂起', '當時所有客服離線或掛起', 'every agent was offline or suspended then'),
  short: words('不满 5 秒', '不滿 5 秒', 'under 5 s'),
  silent: words('因超时结束', '因逾時結束', 'ended by time-out'),
  spam: words('垃圾会话', '垃圾對話', 'spam'),
  unwanted: words('没有人要求人工', '沒有人要求人工', 'nobody wanted a human'),
  otherReason: words('以其他原因关闭', '以其他原因關閉', 'closed with another reason'),
  nobodyWaited: words('转出时没有人在等', '轉出時沒有人在等', 'nobody waited when it was handed on'),
  movedByOther: words('不是客服自己转的', '不是客服自己轉的', 'not moved by an agent'),
  heldBefore: words('以前已分派给他', '以前已分派給他', 'he had it before'),
  dormant: words('已休眠', '已休眠', 'dormant'),
  quiet: words('近 5 分钟没有消息', '近 5 分鐘沒有訊息', 'no message in the last 5 min'),
  waitsOnDepartment: words('在等其他部门', '在等其他部門', 'waits on a department'),
  inTime: words('还在时限内', '還在時限內', 'still in time'),
  overdue: words('已经超时', '已經超時', 'overdue already'),
  absent: words('不在线', '不在線', 'not there'),
  touched: words('已有人处理', '已有人處理', 'touched already'),
  ignored: words('事件没有改变任何东西', '事件沒有改變任何東西', 'the event changed nothing'),
  notPaid: words('转化期内没有付款', '轉化期內沒有付款', 'did not pay within the gap'),
  byHuman: words('有人工回复', '有人工回覆', 'a human replied'),
  noItems: words('订单没有写明件数', '訂單沒有寫明件數', 'an order does not say how many items'),
  noOutcome: words('退款申请还没有结果', '退款申請還沒有結果', 'nothing has come of the request'),
  solved: words('客户没有为此再来', '客戶沒有為此再來', 'the customer did not come back with it'),
  kept: words('没有退款', '沒有退款', 'not refunded'),
  notSaved: words('已退款', '已退款', 'refunded'),
  passedOn: words('找过人工', '找過人工', 'a human was wanted'),
} as const satisfies Record<string, InWords>;
export type LeftOutReason = keyof typeof LEFT_OUT;

export const ThingKind = z
  .enum([
    'round',
    'followUp',
    'episode',
    'assignment',
    'hold',
    'botHold',
    'message',
    'reply',
    'customer',
    'rating',
    'complaint',
    'status',
    'conversation',
    'ticket',
    'agent',
    'event',
    'inquiry',
    'order',
    'refund',
  ])
  .meta({
    id: 'ThingKind',
    description:
      'customer: all replies to one, the last of them shown. conversation, ticket, agent: as they are now. event: one that changed nothing. inquiry: by the first of its episodes; order and refund (a request for one): by the order',
  });
export type ThingKind = z.infer<typeof ThingKind>;

const id = z.string().nullable();

/** What is behind a number, or might have been. */
const thing = {
  kind: ThingKind,
  id: z.string(),
  at: Instant.meta({ description: 'when it happened or ended; now for what has not ended' }),
  since: Instant.nullable().meta({ description: 'when it began, of what lasts' }),
  ms: z.number().nullable().meta({ description: 'how long it lasted, on the clock of the subject' }),
  conversationId: id.meta({ description: 'its events: GET /floors/{floor}/conversations/{conversation}/events' }),
  customer: z.string().nullable().meta({ description: 'masked' }),
  agentId: id,
  agent: z.string().nullable(),
  teamId: id,
  shopId: id,
  channel: id,
  score: z.int().nullable(),
  times: z.int().min(1).nullable().meta({ description: 'of a customer: how many replies he got' }),
};

export const ExplainedItem = z
  .object({
    ...thing,
    counted: z.array(z.object({ as: z.string(), at: Instant, n: z.int() })).meta({
      description:
        'as what it counts, when, and how many: miss180 at 10:13:15, 1. Of one name all items add up to the count; sales:CNY are in ten-thousandths',
    }),
  })
  .meta({ id: 'ExplainedItem' });
export type ExplainedItem = z.infer<typeof ExplainedItem>;

const reasons = Object.keys(LEFT_OUT) as [LeftOutReason, ...LeftOutReason[]];
export const LeftOutItem = z
  .object({
    ...thing,
    reason: z.enum(reasons),
    detail: z.string().nullable().meta({ description: 'the reason in the words of the event' }),
  })
  .meta({ id: 'LeftOutItem' });
export type LeftOutItem = z.infer<typeof LeftOutItem>;

const Part = z.object({ metric: z.string(), name: Words, value: z.number().nullable() });

export const Explanation = z
  .object({
    floor: z.string(),
    metric: z.string(),
    subject: z.object({ kind: SubjectKind, id: z.string(), name: z.string() }),
    from: Instant,
    to: Instant.meta({ description: 'of a figure of now the same as from' }),
    asOf: Instant.nullable(),
    value: z
      .union([z.number(), z.string()])
      .nullable()
      .meta({ description: 'the number of GET /metrics (of now: GET /live); null where there is none' }),
    definition: z.object({
      key: z.string(),
      version: z.int(),
      kind: z.enum(['live', 'window', 'cohort', 'platform']),
      unit: z.enum(['ms', 'count', 'rate', 'ratio', 'money', 'state']),
      name: Words,
      text: Words,
    }),
    profile: z.object({ name: z.string(), version: z.string() }),
    formula: z
      .object({ over: z.array(Part), under: z.array(Part), times: Part.nullable() })
      .nullable()
      .meta({ description: 'sum of over / sum of under, times the last; null of what is made of nothing else' }),
    restated: z.int().min(0).meta({ description: 'how often late events have changed it' }),
    items: z.array(ExplainedItem),
    leftOut: z.array(LeftOutItem).meta({ description: 'met while looking for the items of this page' }),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'Explanation', description: 'What is behind a number, the latest first; a page may have fewer items than asked for' });
export type Explanation = z.infer<typeof Explanation>;
