import type { LoggedEvent } from '@watchfloor/contracts/event';

/** A small seeded generator (mulberry32): the same day every time. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export type BusyDay = { count: number; from: number; spanMs: number; floor: string; agents: number; seed: number };

/** Events of a busy floor over a quarter of an hour or so, in no order yet: conversations with questions, replies, transfers, bots and ends; statuses; tickets. */
export function busyDay({ count, from, spanMs, floor, agents, seed }: BusyDay): LoggedEvent[] {
  const random = seeded(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const names = Array.from({ length: agents }, (_, i) => `agent-${i}`);
  const events: LoggedEvent[] = [];
  const push = (type: LoggedEvent['type'], subject: string, time: number, data: object) =>
    events.push({
      floor,
      source: '/busy',
      id: `e${events.length}`,
      subject,
      time: Math.round(time),
      received: Math.round(time),
      type,
      data,
    } as LoggedEvent);
  for (const name of names)
    push('agent.status', name, from + random() * 1_000, { status: 'online', teamId: pick(['t1', 't2']), capacity: 8 });
  for (let n = 0; events.length < count; n++) {
    const subject = `c${n}`;
    let time = from + random() * spanMs * 0.9;
    const later = (ms: number) => (time = Math.min(from + spanMs, time + random() * ms));
    push('conversation.opened', subject, time, {
      customerId: `u${n % 997}`,
      channel: pick(['tmall', 'jd']),
      shopId: pick(['s1', 's2', 's3']),
    });
    push('conversation.assigned', subject, later(20_000), { agentId: pick(names), by: 'system' });
    for (let turns = 1 + Math.floor(random() * 8); turns > 0; turns--) {
      push('message.received', subject, later(40_000), { customerId: `u${n % 997}` });
      if (random() < 0.1) push('message.sent', subject, later(2_000), { from: 'bot' });
      if (random() < 0.1)
        push('conversation.assigned', subject, later(10_000), { agentId: pick(names), by: pick(['agent', 'supervisor']) });
      if (random() < 0.9) push('message.sent', subject, later(60_000), { from: 'agent', agentId: pick(names) });
    }
    if (random() < 0.7) push('conversation.closed', subject, later(30_000), { reason: 'resolved' });
    if (random() < 0.05)
      push('agent.status', pick(names), from + random() * spanMs, {
        status: pick(['online', 'away', 'suspended', 'busy']),
        teamId: pick(['t1', 't2']),
      });
    if (random() < 0.05) {
      push('ticket.opened', `k${n}`, later(5_000), { agentId: pick(names), kind: pick(['complaint', 'refund']) });
      if (random() < 0.7) push('ticket.touched', `k${n}`, later(60_000), {});
      if (random() < 0.5) push('ticket.resolved', `k${n}`, later(60_000), {});
    }
  }
  return events.slice(0, count);
}

/** As they might arrive: each up to `boundMs` late, one in `repeatEvery` twice, in order of arrival. */
export function disordered(
  events: LoggedEvent[],
  { boundMs, repeatEvery, seed }: { boundMs: number; repeatEvery: number; seed: number },
): LoggedEvent[] {
  const random = seeded(seed);
  return events
    .flatMap((event, index) => {
      const late = () => ({ ...event, received: event.time + Math.floor(random() * boundMs) });
      return index % repeatEvery === 0 ? [late(), late()] : [late()];
    })
    .sort((a, b) => a.received - b.received);
}
