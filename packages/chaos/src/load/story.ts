/** An event as it goes over the wire. `time` is RFC 3339. */
export type SentEvent = {
  specversion: '1.0';
  id: string;
  source: string;
  type: string;
  time: string;
  subject: string;
  floor: string;
  data: Record<string, unknown>;
};

/** From when on a wait breaks the limit of the floors of chaos. */
export const LIMIT_MS = 1_500;
const WAITS_MS = [200, 410, 630, 850, 1_040, 170, 390, 560, 310, 730];
const OVERDUE_MS = 2_300;
const AGENTS = 10;
const CUSTOMERS = 997;
/** Events of a conversation in the mean, for the rate. */
export const EVENTS_EACH = 7;

/**
 * Everything that happens in the `turn`-th conversation of a floor, which begins at `at` (epoch ms). No two of its events are of one instant.
 * Most are answered once or twice and closed; some are passed on while the customer waits, wait too long, are closed unanswered, or stay open.
 */
export function story(floor: string, turn: number, at: number): SentEvent[] {
  const subject = `c-${turn}`;
  const customerId = `u-${turn % CUSTOMERS}`;
  const first = `a-${turn % AGENTS}`;
  const second = `a-${(turn + 3) % AGENTS}`;
  const events: SentEvent[] = [];
  let now = at;
  const tell = (after: number, type: string, data: Record<string, unknown>) => {
    now += after;
    const id = `${subject}-${events.length}`;
    const time = new Date(now).toISOString();
    events.push({ specversion: '1.0', id, source: '/chaos', type: `io.watchfloor.${type}`, time, subject, floor, data });
  };
  const wait = turn % 50 === 9 ? OVERDUE_MS : (WAITS_MS[turn % WAITS_MS.length] ?? 0);
  tell(0, 'conversation.opened', { customerId, channel: 'tmall' });
  tell(5, 'conversation.assigned', { agentId: first, by: 'system' });
  tell(5, 'message.received', { customerId, text: '在吗' });
  if (turn % 120 === 41) return events;
  let agentId = first;
  if (turn % 7 === 3) {
    agentId = second;
    tell(wait / 2, 'conversation.assigned', { agentId, by: 'agent' });
    tell(wait / 2, 'message.sent', { from: 'agent', agentId, text: '请讲' });
  } else tell(wait, 'message.sent', { from: 'agent', agentId, text: '请讲' });
  if (turn % 2 === 0) {
    tell(150, 'message.received', { customerId, text: '什么时候发货?' });
    tell(60, 'message.received', { customerId, text: '急' });
    if (turn % 40 !== 12) tell(wait, 'message.sent', { from: 'agent', agentId, text: '今天' });
  }
  if (turn % 60 !== 21) tell(300, 'conversation.closed', { by: 'agent', reason: 'resolved' });
  return events;
}
