import { FRAME_EVENTS } from '@watchfloor/contracts/event';
import { Receipt } from '@watchfloor/contracts/ingest';
import type { Log } from '@watchfloor/runtime/log';
import type { SimulatedEvent } from '../model/simulated-event.ts';

const LONGEST_PAUSE_MS = 5_000;
const ANSWER_WITHIN_MS = 10_000;

/** Where events wait until the receiver has them; the order stays, a batch is tried until it is answered. */
export class Outbox {
  readonly #waiting: SimulatedEvent[] = [];
  readonly #url: string;
  readonly #key: string;
  readonly #log: Log;
  #failures = 0;
  #pauseUntil = 0;

  constructor({ url, key, log }: { url: string; key: string; log: Log }) {
    this.#url = url;
    this.#key = key;
    this.#log = log;
  }

  get size(): number {
    return this.#waiting.length;
  }

  /** Whether the receiver has not answered for now. */
  get blocked(): boolean {
    return this.#failures > 0;
  }

  put(events: SimulatedEvent[]): void {
    this.#waiting.push(...events);
  }

  /** Sends what waits, batch after batch, until nothing is left or the receiver does not take it; then the next call waits its time. */
  async flush(): Promise<void> {
    while (this.#waiting.length > 0 && Date.now() >= this.#pauseUntil) {
      const batch = this.#waiting.slice(0, FRAME_EVENTS);
      const wait = await this.#post(batch);
      if (wait > 0) {
        this.#pauseUntil = Date.now() + wait;
        return;
      }
      this.#waiting.splice(0, batch.length);
    }
  }

  /** @returns 0 when the batch is done with, else the milliseconds until it is worth trying again */
  async #post(batch: SimulatedEvent[]): Promise<number> {
    try {
      const response = await fetch(this.#url, {
        method: 'POST',
        headers: { authorization: `Bearer ${this.#key}`, 'content-type': 'application/cloudevents-batch+json' },
        body: JSON.stringify(batch),
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
      const body = await response.text();
      if (response.status === 202 || response.status === 422) return this.#done(body);
      return this.#failed(`the receiver answered ${response.status}`, Number(response.headers.get('retry-after')) * 1_000);
    } catch (error) {
      return this.#failed(error instanceof Error ? error.message : String(error), 0);
    }
  }

  #done(body: string): number {
    if (this.#failures > 0) this.#log.info({ waiting: this.#waiting.length }, 'the receiver is back');
    this.#failures = 0;
    const receipt = Receipt.safeParse(JSON.parse(body));
    const first = receipt.data?.rejected[0];
    if (first) this.#log.warn({ rejected: receipt.data?.rejected.length, id: first.id, detail: first.detail }, 'events were rejected');
    return 0;
  }

  #failed(reason: string, retryAfterMs: number): number {
    this.#failures += 1;
    if (this.#failures === 1) this.#log.warn({ reason }, 'waiting for the receiver');
    const backOff = Math.min(200 * 2 ** (this.#failures - 1), LONGEST_PAUSE_MS);
    return retryAfterMs > 0 ? Math.min(retryAfterMs, LONGEST_PAUSE_MS) : backOff;
  }
}
