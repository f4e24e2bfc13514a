/** Sleeps to an instant or until somebody rings, whichever comes first. A ring while awake ends the next sleep at once. */
export class Alarm {
  /** A change of the system's clock is noticed after so long. */
  static readonly LONGEST_MS = 1_000;
  #rung = false;
  #wake: (() => void) | null = null;

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** `instant` in epoch ms, null for none; sleeps a second at most. */
  async sleepUntil(instant: number | null): Promise<void> {
    const ms = Math.min(instant === null ? Number.POSITIVE_INFINITY : instant - Date.now(), Alarm.LONGEST_MS);
    if (!this.#rung && ms > 0) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, ms);
      this.#wake = resolve;
      await promise;
      clearTimeout(timer);
      this.#wake = null;
    }
    this.#rung = false;
  }
}
