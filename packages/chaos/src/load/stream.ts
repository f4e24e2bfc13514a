import { setInterval as every } from 'node:timers/promises';
import { type Receiver, sendUntilTaken } from './send-until-taken.ts';
import { EVENTS_EACH, type SentEvent, story } from './story.ts';
import { Told } from './told.ts';

const TICK_MS = 50;
const BATCH_EVENTS = 200;
/** A share of the batches that were taken goes out once more, where repeats are wanted. */
const REPEATED_SHARE = 0.2;

export type StreamOptions = {
  receiver: Receiver;
  floors: string[];
  /** Events a second, all floors together. */
  rate: number;
  signal: AbortSignal;
  /** Holds each event back for up to so long, so that they arrive in any order; and sends some batches twice. */
  disorder?: { holdMs: number };
};

/** A chat system that goes on whatever happens. */
export type Stream = {
  told: Told;
  /** Milliseconds by which the sender is behind its plan. */
  behindMs: () => number;
  /** Begins no more conversations and resolves once everything that was begun is told as taken. */
  stop: () => Promise<void>;
};

/** Begins the stream. What was not taken is sent again with the same ids before anything later. */
export function startStream({ receiver, floors, rate, signal, disorder }: StreamOptions): Stream {
  const told = new Told();
  const stopping = new AbortController();
  const everyMs = (EVENTS_EACH * 1000) / rate;
  let due: { at: number; event: SentEvent }[] = [];
  let turn = 0;
  let nextAt = Date.now();
  let sendingSince = Number.POSITIVE_INFINITY;

  const begin = (at: number) => {
    const floor = floors[turn % floors.length] ?? '';
    for (const event of story(floor, turn, Math.round(at)))
      due.push({ at: Date.parse(event.time) + Math.random() * (disorder?.holdMs ?? 0), event });
    turn += 1;
  };
  const running = (async () => {
    for await (const _ of every(TICK_MS)) {
      const now = Date.now();
      // The house may have kept us waiting: the customers came meanwhile all the same.
      if (!stopping.signal.aborted) for (; nextAt <= now; nextAt += everyMs) begin(nextAt);
      const ripe = due.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at);
      due = due.filter(({ at }) => at > now);
      for (let first = 0; first < ripe.length; first += BATCH_EVENTS) {
        const part = ripe.slice(first, first + BATCH_EVENTS);
        sendingSince = part[0]?.at ?? now;
        const batch = part.map(({ event }) => event);
        await sendUntilTaken(receiver, told, batch, signal);
        if (disorder && Math.random() < REPEATED_SHARE) await sendUntilTaken(receiver, told, batch, signal);
      }
      sendingSince = Number.POSITIVE_INFINITY;
      if (stopping.signal.aborted && due.length === 0) return;
    }
  })();
  running.catch(() => {});
  return {
    told,
    behindMs: () => Math.max(0, Date.now() - sendingSince),
    stop() {
      stopping.abort();
      return running;
    },
  };
}
