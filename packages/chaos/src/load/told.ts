import type { SentEvent } from './story.ts';

/** One answer that the client got: 0 where there was none (refused, reset, timed out). Instants are epoch ms. */
export type Answer = { sentAt: number; answeredAt: number; status: number; retryAfter: string | null };

/** An event that was told as taken, and when that was told first (epoch ms). */
export type Taken = SentEvent & { toldAt: number };

/** The client's own book: what it sent and what it was told. It is what the house is judged by. */
export class Told {
  /** By floor and id: events whose acceptance was told, or of which it was told that they are in already. */
  readonly #taken = new Map<string, Map<string, Taken>>();
  readonly answers: Answer[] = [];
  /** Answers that are neither a yes nor an invitation to send again. */
  readonly surprises: string[] = [];
  /** Events that went out, repeats counted each time. */
  sent = 0;
  /** Events of which a receipt said that they are repeats. */
  saidRepeated = 0;
  batchesRepeated = 0;

  take(events: SentEvent[], receipt: { duplicates: number }): void {
    for (const event of events) {
      const ofFloor = this.#taken.get(event.floor) ?? new Map<string, Taken>();
      this.#taken.set(event.floor, ofFloor);
      if (!ofFloor.has(event.id)) ofFloor.set(event.id, { ...event, toldAt: Date.now() });
    }
    this.saidRepeated += receipt.duplicates;
  }

  /** As many repeats as may have come as far as the log. */
  get repeatsAtMost(): number {
    const taken = [...this.#taken.values()].reduce((sum, { size }) => sum + size, 0);
    return this.sent - taken - this.saidRepeated;
  }

  countOf(floor: string): number {
    return this.#taken.get(floor)?.size ?? 0;
  }

  takenOf(floor: string): Taken[] {
    return [...(this.#taken.get(floor)?.values() ?? [])];
  }

  /** Answers to requests that lie wholly between two instants. */
  between(from: number, to: number): Answer[] {
    return this.answers.filter(({ sentAt, answeredAt }) => sentAt >= from && answeredAt <= to);
  }
}
