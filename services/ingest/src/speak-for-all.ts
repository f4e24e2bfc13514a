import type { Unready } from '@watchfloor/runtime/health';
import { AggregatorRegistry, type Registry } from 'prom-client';
import type { Peers, Report } from './know-peers.ts';

type Parts = { registry: Registry; readiness: () => Pick<Report, 'reason' | 'remark'>; peers: Peers };

/** The health of the whole receiver, whichever of its processes is asked. */
export class WholeReceiver {
  readonly contentType: Registry['contentType'];
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.contentType = parts.registry.contentType;
  }

  /** What this process says of itself. */
  async ownReport(): Promise<Report> {
    const { registry, readiness } = this.#parts;
    return { ...readiness(), metrics: await registry.getMetricsAsJSON() };
  }

  /** Counters and histograms are sums; each gauge says by its `aggregator` how it is put together. */
  async metrics(): Promise<string> {
    const { registry, peers } = this.#parts;
    const others = (await peers.reports()).filter((report) => report !== null);
    if (others.length === 0) return registry.metrics();
    const own = await this.ownReport();
    return AggregatorRegistry.aggregate([own, ...others].map(({ metrics }) => metrics)).metrics();
  }

  /** Ready when every process is: whoever meets one that is not gets no answer, or a refusal. */
  async readiness(): Promise<Unready> {
    const { readiness, peers } = this.#parts;
    const reports = [readiness(), ...(await peers.reports())];
    const reasons = new Set(reports.map((report) => (report === null ? HANGS : report.reason)).filter((reason) => reason !== null));
    if (reasons.size > 0) return [...reasons].join('; ');
    const remarks = new Set(reports.map((report) => report?.remark ?? null).filter((remark) => remark !== null));
    return remarks.size > 0 ? { remark: [...remarks].join('; ') } : null;
  }

  async liveness(): Promise<string | null> {
    return (await this.#parts.peers.reports()).includes(null) ? HANGS : null;
  }
}

const HANGS = 'a process of the receiver does not answer';
