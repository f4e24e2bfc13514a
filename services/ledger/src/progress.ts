/** A transaction that takes longer than this counts as a PostgreSQL that does not answer. */
const SLOW_MS = 5_000;

/** How far the recording is, as its health tells it. Instants are epoch milliseconds of this machine's clock; the keeper's is taken to agree. */
export class Progress {
  #faultOfRedis: string | null = null;
  #faultOfHistory: string | null = 'starting';
  /** What is being written: since when, and when the oldest of it was committed by the keeper. */
  #writing: { since: number; committedAt: number } | null = null;
  /** Commit time of the last facts that were written, and when that was; null once a read found nothing more. */
  #last: { committedAt: number; at: number } | null = null;
  #faultSince: number | null = null;

  beginWriting(committedAt: number, now: number): void {
    this.#writing = { since: now, committedAt };
  }

  endWriting(committedAt: number, now: number): void {
    this.#writing = null;
    this.#last = { committedAt, at: now };
    this.historyAnswers();
  }

  /** Everything that there was is in. */
  caughtUp(): void {
    this.#last = null;
  }

  historyAnswers(): void {
    this.#faultOfHistory = null;
    this.#settle();
  }

  historyFails(why: string, now: number): void {
    this.#faultOfHistory = why;
    this.#faultSince ??= now;
    this.#writing = null;
  }

  redisAnswers(): void {
    this.#faultOfRedis = null;
    this.#settle();
  }

  redisFails(why: string, now: number): void {
    this.#faultOfRedis = why;
    this.#faultSince ??= now;
  }

  /** Why it is not ready, or null. */
  fault(now = Date.now()): string | null {
    if (this.#writing && now - this.#writing.since > SLOW_MS) {
      return `PostgreSQL has not answered for ${Math.round((now - this.#writing.since) / 1_000)} s`;
    }
    return this.#faultOfRedis ?? this.#faultOfHistory;
  }

  /** How old the facts are that are not in. While a server is away the least they can be: since then. */
  lagMs(now: number): number {
    const known = this.#writing ? now - this.#writing.committedAt : this.#last ? this.#last.at - this.#last.committedAt : 0;
    const away = this.#faultSince === null ? 0 : now - this.#faultSince;
    return Math.max(0, known, away);
  }

  #settle(): void {
    if (this.#faultOfRedis === null && this.#faultOfHistory === null) this.#faultSince = null;
  }
}
