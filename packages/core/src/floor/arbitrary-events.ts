import type { LoggedEvent } from '@watchfloor/contracts/event';
import fc from 'fast-check';

const CONVERSATIONS = ['c1', 'c2', 'c3', 'c4'];
const AGENTS = ['A', 'B', 'C'];
const SHOPS = ['s1', 's2'];

const conversation = fc.constantFrom(...CONVERSATIONS);
/** One talk that changes from calls to chat now and then. */
const call = fc.constantFrom('p1', 'p1', 'p1', 'c4');
const agentId = fc.constantFrom(...AGENTS);

type Draft = Pick<LoggedEvent, 'type' | 'subject' | 'data'>;
const draft = (type: LoggedEvent['type'], subject: fc.Arbitrary<string>, data: fc.Arbitrary<object>): fc.Arbitrary<Draft> =>
  fc.record({ subject, data }).map((given) => ({ type, ...given }) as Draft);

const drafts: fc.Arbitrary<Draft> = fc.oneof(
  {
    weight: 8,
    arbitrary: draft(
      'message.received',
      conversation,
      fc.record(
        {
          customerId: fc.constantFrom('u1', 'u2'),
          channel: fc.constantFrom('tmall', 'jd'),
          shopId: fc.constantFrom(...SHOPS),
          text: fc.constantFrom('什么时候发货?', '什么时候发货?', '好的,谢谢', '🌹', '么么哒'),
        },
        { requiredKeys: ['customerId'] },
      ),
    ),
  },
  {
    weight: 7,
    arbitrary: draft(
      'message.sent',
      conversation,
      fc.record({
        from: fc.constantFrom('agent', 'agent', 'agent', 'supervisor', 'bot', 'auto'),
        agentId,
        private: fc.constantFrom(false, false, false, true),
        text: fc.constantFrom('今天发出', '今天发出', '亲,稍等一下', '这就去问'),
      }),
    ),
  },
  {
    weight: 3,
    arbitrary: draft(
      'conversation.assigned',
      conversation,
      fc.record(
        { agentId, by: fc.constantFrom('agent', 'supervisor', 'system', 'platform'), teamId: fc.constantFrom('t1', 't2') },
        { requiredKeys: ['agentId', 'by'] },
      ),
    ),
  },
  {
    weight: 1,
    arbitrary: draft(
      'conversation.opened',
      conversation,
      fc.record(
        { customerId: fc.constant('u1'), channel: fc.constant('tmall'), shopId: fc.constant('s1'), teamId: fc.constant('t2') },
        { requiredKeys: ['customerId', 'channel'] },
      ),
    ),
  },
  { weight: 1, arbitrary: draft('conversation.queued', conversation, fc.constantFrom({}, { teamId: 't1' })) },
  { weight: 1, arbitrary: draft('conversation.human_requested', conversation, fc.constant({})) },
  { weight: 1, arbitrary: draft('conversation.handed_over', conversation, fc.constantFrom({}, { teamId: 't2' })) },
  {
    weight: 1,
    arbitrary: draft('rating.submitted', conversation, fc.constantFrom({ score: 5 }, { score: 2, agentId: 'B' })),
  },
  { weight: 1, arbitrary: draft('review.posted', conversation, fc.constantFrom({ score: 4 }, { score: 1, agentId: 'C' })) },
  { weight: 1, arbitrary: draft('review.appended', conversation, fc.constantFrom({ score: 5 }, { score: 3 })) },
  { weight: 1, arbitrary: draft('complaint.filed', conversation, fc.constant({})) },
  {
    weight: 2,
    arbitrary: draft(
      'conversation.closed',
      conversation,
      fc.constantFrom({}, { reason: 'resolved' }, { reason: 'timeout' }, { reason: 'spam' }),
    ),
  },
  {
    weight: 1,
    arbitrary: draft(
      'call.ringing',
      call,
      fc.record(
        { customerId: fc.constant('u3'), agentId, direction: fc.constantFrom('inbound', 'outbound'), teamId: fc.constant('t1') },
        { requiredKeys: ['customerId'] },
      ),
    ),
  },
  {
    weight: 1,
    arbitrary: draft('call.answered', call, fc.record({ customerId: fc.constant('u3'), agentId }, { requiredKeys: ['customerId'] })),
  },
  { weight: 1, arbitrary: draft('agent.typing', agentId, fc.record({ conversationId: conversation })) },
  { weight: 1, arbitrary: draft('call.ended', call, fc.constant({ customerId: 'u3' })) },
  {
    weight: 2,
    arbitrary: draft(
      'agent.status',
      agentId,
      fc.record({
        status: fc.constantFrom('online', 'busy', 'away', 'suspended', 'offline'),
        teamId: fc.constantFrom('t1', 't2'),
        capacity: fc.integer({ min: 0, max: 5 }),
      }),
    ),
  },
  {
    weight: 1,
    arbitrary: draft('ticket.opened', fc.constantFrom('k1', 'k2'), fc.constantFrom({}, { kind: 'complaint', agentId: 'A', teamId: 't2' })),
  },
  { weight: 1, arbitrary: draft('ticket.touched', fc.constantFrom('k1', 'k2'), fc.constant({})) },
  {
    weight: 1,
    arbitrary: draft(
      'ticket.waiting_on',
      fc.constantFrom('k1', 'k2'),
      fc.constantFrom({ department: 'warehouse' }, { department: 'courier' }),
    ),
  },
  { weight: 1, arbitrary: draft('ticket.resolved', fc.constantFrom('k1', 'k2'), fc.constant({})) },
  { weight: 1, arbitrary: draft('ticket.reopened', fc.constantFrom('k1', 'k2'), fc.constant({})) },
);

/** Lengths at which rules change: now and then two events are just so far apart, or come at one instant. */
const EDGES = [0, 0, 1_000, 2_000, 5_000, 30_000, 60_000, 180_000, 600_000];
const gaps = (gapMs: number) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 0, max: gapMs }) },
    { weight: 1, arbitrary: fc.constantFrom(...EDGES.filter((edge) => edge <= gapMs)) },
  );

/** Anything that may happen on a floor, in the order of time, from `from` (epoch ms) on; up to `gapMs` between two events. */
export const floorStories = ({
  from,
  gapMs = 120_000,
  maxLength = 80,
}: {
  from: number;
  gapMs?: number;
  maxLength?: number;
}): fc.Arbitrary<LoggedEvent[]> =>
  fc.array(fc.tuple(drafts, gaps(gapMs)), { maxLength, size: 'max' }).map((steps) => {
    let time = from;
    return steps.map(([given, gap], index) => {
      time += gap;
      return { floor: 't/f', source: '/chat', id: `e${index}`, time, received: time, ...given } as LoggedEvent;
    });
  });
