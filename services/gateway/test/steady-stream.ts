import { setInterval as every } from 'node:timers/promises';
import type { CloudEvent } from '@watchfloor/contracts/event';
import type { HouseUnderTest } from '@watchfloor/launcher/house/house-under-test';
import { cloudEvent } from '@watchfloor/testing/cloud-event';

/** One conversation of the stream, planned in full: asked, answered, closed (epoch ms). */
export type Planned = { id: string; agent: string; askedAt: number; repliedAt: number; closedAt: number };

const EVERY_MS = 40;
const AGENTS = ['lin', 'wang', 'zhou'];
/** How long customers wait, in turn; one in ten waits beyond a limit of 1.5 s. */
const WAITS_MS = [200, 410, 630, 850, 1_040, 170, 390, 560, 2_300, 730];
const CLOSED_AFTER_MS = 300;

/** A chat system that goes on whatever happens: what was not taken is sent again with the same ids, in order. */
export type SteadyStream = {
  planned: Planned[];
  /** Every event that was taken. */
  taken: CloudEvent[];
  /** Batches that had to be sent more than once. */
  repeated: () => number;
  /** Begins no more conversations and resolves once all that were begun are over and taken. */
  stop: () => Promise<void>;
};

export function startStream(house: HouseUnderTest, floor: string): SteadyStream {
  const planned: Planned[] = [];
  const taken: CloudEvent[] = [];
  let due: CloudEvent[] = [];
  let repeated = 0;
  const stopping = new AbortController();

  const begin = (askedAt: number): void => {
    const turn = planned.length;
    const id = `s-${turn}`;
    const agent = AGENTS[turn % AGENTS.length] ?? '';
    const repliedAt = askedAt + (WAITS_MS[turn % WAITS_MS.length] ?? 0);
    const closedAt = repliedAt + CLOSED_AFTER_MS;
    planned.push({ id, agent, askedAt, repliedAt, closedAt });
    const tell = (type: Parameters<typeof cloudEvent>[0], at: number, data: Record<string, unknown>) =>
      cloudEvent(type, { floor, subject: id, at, id: `${id}-${type}`, source: '/stream', data });
    due.push(
      tell('conversation.opened', askedAt, { customerId: `c-${id}`, channel: 'tmall' }),
      tell('conversation.assigned', askedAt, { agentId: agent, by: 'system' }),
      tell('message.received', askedAt, { customerId: `c-${id}`, text: '在吗' }),
      tell('message.sent', repliedAt, { from: 'agent', agentId: agent, text: '请讲' }),
      tell('conversation.closed', closedAt, { by: 'agent', reason: 'resolved' }),
    );
  };
  const running = (async () => {
    for await (const _ of every(EVERY_MS)) {
      const now = Date.now();
      // The house may have kept us waiting: the customers came meanwhile all the same.
      const from = (planned.at(-1)?.askedAt ?? now - EVERY_MS) + EVERY_MS;
      if (!stopping.signal.aborted) for (let at = from; at <= now; at += EVERY_MS) begin(at);
      const [ripe, later] = [due.filter(({ time }) => Date.parse(time) <= now), due.filter(({ time }) => Date.parse(time) > now)];
      due = later;
      ripe.sort((a, b) => Date.parse(a.time) - Date.parse(b.time));
      for (let first = 0; first < ripe.length; first += 200) {
        const batch = ripe.slice(first, first + 200);
        if ((await house.sendUntilTaken(batch)) > 1) repeated += 1;
        taken.push(...batch);
      }
      if (stopping.signal.aborted && due.length === 0) return;
    }
  })();
  running.catch(() => {});
  return {
    planned,
    taken,
    repeated: () => repeated,
    stop() {
      stopping.abort();
      return running;
    },
  };
}
