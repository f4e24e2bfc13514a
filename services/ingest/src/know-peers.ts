import cluster from 'node:cluster';
import type { MetricObjectWithValues, MetricValue } from 'prom-client';

/** What one process of the receiver says of itself: why it is not ready, what there is to say although it is, and its figures. */
export type Report = { reason: string | null; remark: string | null; metrics: MetricObjectWithValues<MetricValue<string>>[] };

/** Side doors are loopback ports (open-side-door.ts), by the number of the process. */
export type ToLeader = { door: number };
export type FromLeader = { doors: [process: number, door: number][] };

/** A process that does not answer for so long hangs. */
const ANSWER_MS = 2_000;

/** The other processes behind the same port, as the leader names them; none for a receiver that is one process. */
export class Peers {
  /** The number of this process; never given twice. */
  readonly own = cluster.worker?.id ?? 0;
  #doors = new Map<number, number>();

  constructor() {
    if (!cluster.isWorker) return;
    process.on('message', ({ doors }: FromLeader) => {
      this.#doors = new Map(doors.filter(([id]) => id !== this.own));
    });
  }

  /** Tells the leader, and so the others, where this process answers them. */
  announce(door: number): void {
    process.send?.({ door } satisfies ToLeader);
  }

  /** The side door of another process, if it runs. */
  doorOf(id: number): number | undefined {
    return this.#doors.get(id);
  }

  /** What the others say of themselves; `null` in place of one that hangs. One that has just ended is left out: it is being replaced. */
  async reports(): Promise<(Report | null)[]> {
    const answers = await Promise.all(this.#doors.values().map(askAt));
    return answers.filter((answer) => answer !== 'gone');
  }
}

async function askAt(door: number): Promise<Report | null | 'gone'> {
  try {
    const answer = await fetch(`http://127.0.0.1:${door}/report`, { signal: AbortSignal.timeout(ANSWER_MS) });
    return (await answer.json()) as Report;
  } catch (error) {
    return error instanceof Error && error.name === 'TimeoutError' ? null : 'gone';
  }
}
