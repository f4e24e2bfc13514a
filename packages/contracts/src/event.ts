import { z } from 'zod';
import type { SettingEvent, SettingEventOf } from './setting.ts';

/** Every event type begins with this. */
export const TYPE_PREFIX = 'io.watchfloor.';

const id = z.string().min(1).max(256);
const optionalId = id.optional();
const text = z.string().max(32_768).optional();
const short = z.string().max(512).optional();
const money = z.string().regex(/^-?\d{1,15}(\.\d{1,4})?$/, 'a decimal string such as "129.90"');
const score = z.number().int().min(1).max(5);

const conversationFields = {
  channel: short,
  shopId: optionalId,
  topic: short,
};

const ticketFields = {
  agentId: optionalId,
  teamId: optionalId,
  customerId: optionalId,
  conversationId: optionalId,
  priority: short,
  kind: short,
};

const order = z.object({
  orderId: id,
  customerId: id,
  amount: money,
  currency: z.string().length(3),
  items: z.number().int().min(0).optional(),
  kind: z.enum(['full', 'deposit', 'balance']).optional(),
});

const rating = z.object({ score, agentId: optionalId, comment: text });
const call = z.object({
  customerId: id,
  agentId: optionalId,
  direction: z.enum(['inbound', 'outbound']).optional(),
  channel: short,
  shopId: optionalId,
  teamId: optionalId,
});
const team = z.object({ teamId: optionalId });
const ticket = z.object(ticketFields);

/** `data` of each event type, without the prefix `io.watchfloor.`; unknown fields are dropped. */
export const EventData = {
  'conversation.opened': z.object({
    customerId: id,
    channel: z.string().min(1).max(512),
    shopId: optionalId,
    teamId: optionalId,
    intent: z.enum(['presales', 'aftersales']).optional(),
    topic: short,
    orderValue: z.union([z.number(), money]).optional(),
    priority: z.union([z.string().max(64), z.number()]).optional(),
    language: z.string().max(35).optional(),
    customerName: short,
  }),
  'conversation.queued': team,
  'conversation.human_requested': team,
  'conversation.handed_over': team,
  'conversation.assigned': z.object({
    agentId: id,
    teamId: optionalId,
    by: z.enum(['agent', 'supervisor', 'system', 'platform']).default('system'),
  }),
  'conversation.closed': z.object({
    by: z.enum(['agent', 'customer', 'system']).optional(),
    reason: z.enum(['resolved', 'abandoned', 'timeout', 'spam']).optional(),
  }),
  'message.received': z.object({
    customerId: id,
    text,
    kind: z.enum(['text', 'image', 'order_card', 'product_card']).optional(),
    customerName: short,
    ...conversationFields,
  }),
  'message.sent': z
    .object({
      from: z.enum(['agent', 'supervisor', 'bot', 'auto']),
      agentId: optionalId,
      text,
      private: z.boolean().optional(),
    })
    .refine((data) => data.from === 'bot' || data.from === 'auto' || data.agentId !== undefined, {
      error: 'required when from is agent or supervisor',
      path: ['agentId'],
    }),
  'ticket.opened': ticket,
  'ticket.assigned': ticket,
  'ticket.touched': ticket,
  'ticket.waiting_on': z.object({ ...ticketFields, department: short }),
  'ticket.resolved': ticket,
  'ticket.reopened': ticket,
  'agent.status': z.object({
    status: z.enum(['online', 'busy', 'away', 'suspended', 'offline']),
    name: short,
    teamId: optionalId,
    capacity: z.number().int().min(0).max(10_000).optional(),
    skills: z.array(z.string().max(128)).max(64).optional(),
    channels: z.array(z.string().max(128)).max(64).optional(),
    shops: z.array(z.string().max(256)).max(256).optional(),
  }),
  'agent.typing': z.object({ conversationId: id }),
  'rating.submitted': rating,
  'review.posted': rating,
  'review.appended': rating,
  'complaint.filed': z.object({ agentId: optionalId, text }),
  'order.created': order,
  'order.paid': order,
  'order.refund_requested': order,
  'order.refunded': order,
  'order.refund_withdrawn': order,
  'order.exchanged': order,
  'call.ringing': call,
  'call.answered': call,
  'call.held': call,
  'call.ended': call,
} as const;

export type EventType = keyof typeof EventData;
export type DataOf<T extends EventType> = z.output<(typeof EventData)[T]>;
export const eventTypes = Object.keys(EventData) as EventType[];
export const isEventType = (type: string): type is EventType => Object.hasOwn(EventData, type);

/** What a source sends: CloudEvents 1.0 attributes that Watchfloor reads; other extensions are ignored. */
export const CloudEvent = z
  .object({
    specversion: z.literal('1.0'),
    id: z.string().min(1).max(256),
    source: z.string().min(1).max(512),
    type: z.string().min(1).max(256),
    time: z.iso.datetime({ offset: true }),
    subject: z.string().min(1).max(256),
    floor: z.string().optional(),
    traceparent: z.string().max(64).optional(),
    datacontenttype: z.string().optional(),
    data: z.unknown().optional(),
  })
  .meta({ id: 'CloudEvent' });
export type CloudEvent = z.infer<typeof CloudEvent>;

/**
 * An accepted event as it stands in the log: checked, masked, compact.
 * `time` and `received` are epoch milliseconds, `floor` is the floor key `tenant/floor`.
 */
export type LoggedEvent = {
  [T in EventType]: LoggedAttributes & { type: T; data: DataOf<T> };
}[EventType];

export type LoggedAttributes = {
  floor: string;
  id: string;
  source: string;
  subject: string;
  time: number;
  received: number;
};

export type FloorConfigured = SettingEventOf<'floor.configured'>;

/** One entry of the log: up to 256 events in the order of arrival. */
export type Frame = (LoggedEvent | SettingEvent)[];
export const FRAME_EVENTS = 256;
