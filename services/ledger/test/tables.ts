import type { FloorFacts } from '@watchfloor/contracts/fact';
import type { FactEntry } from '@watchfloor/redis/fact-reader';
import { deriveRows } from '../src/derive-rows.ts';

/** Tables in memory, by table and key: what PostgreSQL would hold after some transactions. */
export class Tables {
  readonly #rows = new Map<string, unknown>();

  /** One transaction. */
  write(entries: FactEntry[]): this {
    for (const [table, { stand, gone }] of Object.entries(deriveRows(entries).rows)) {
      for (const key of gone.keys()) this.#rows.delete(`${table} ${key}`);
      for (const [key, row] of stand) this.#rows.set(`${table} ${key}`, row);
    }
    return this;
  }

  /** What figures come from, in an order of its own: without the names of agents and how far the floors are, which only grow. */
  figures(): Map<string, unknown> {
    const kept = [...this.#rows].filter(([name]) => !/^(agents|floor_through) /.test(name));
    return new Map(kept.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }
}

/** A list in pieces of some sizes, used round and round. */
export function cutUp<T>(items: readonly T[], sizes: readonly number[]): T[][] {
  const parts: T[][] = [];
  for (let from = 0, i = 0; from < items.length; i++) {
    const size = Math.max(1, sizes[i % Math.max(1, sizes.length)] ?? 1);
    parts.push(items.slice(from, from + size));
    from += size;
  }
  return parts;
}

/** One floor's batches as the entries of a partition. */
export const entriesOf = (batches: Pick<FloorFacts, 'retracts' | 'facts'>[], floor: string): FactEntry[] =>
  batches.map((batch, index) => {
    const through = Math.max(0, ...batch.facts.map((fact) => fact.at));
    return {
      partition: 0,
      id: `${index + 1}-1`,
      batch: { logId: `${index + 1}-1`, committedAt: 0, floors: [{ floor, through, ...batch }] },
    };
  });
