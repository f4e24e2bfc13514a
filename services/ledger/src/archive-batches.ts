import { dayOf } from '@watchfloor/history/fact-hours';
import type { ArchiveRow, OrderEventRow } from '@watchfloor/history/schema';
import { parseFrame } from '@watchfloor/redis/log';
import { idMs } from '@watchfloor/redis/stream-id';
import type { TailEntry } from '@watchfloor/redis/tail';
import { archiveRow } from './archive-row.ts';
import { orderEventRow } from './order-event-row.ts';

/** A transaction ends with the frame that makes it so large: in events, and in days, for each partition costs PostgreSQL locks. */
const EVENTS = 8_192;
const DAYS = 64;

/**
 * What goes into the archive in one transaction: its rows and their days, what of it happened to orders, and by partition of Redis the last log entry they come from.
 * `firstAt` and `lastAt` are when the oldest and the newest entry were appended, epoch ms of Redis' clock.
 */
export type ArchiveBatch = {
  rows: ArchiveRow[];
  orders: OrderEventRow[];
  days: Set<number>;
  ends: Map<number, string>;
  firstAt: number;
  lastAt: number;
};

/** Cuts what a read gave into transactions, at the ends of frames; each frame is unpacked only when its transaction is being made. */
export function* archiveBatches(entries: readonly TailEntry[], partitionOf: ReadonlyMap<string, number>): Generator<ArchiveBatch> {
  let batch = emptyBatch();
  for (const { stream, id, payload } of entries) {
    const partition = partitionOf.get(stream);
    if (partition === undefined) throw new RangeError(`${stream} is no log of ours`);
    for (const event of parseFrame(payload)) {
      batch.rows.push(archiveRow(event));
      const order = orderEventRow(event);
      if (order) batch.orders.push(order);
      batch.days.add(dayOf(event.time));
    }
    batch.ends.set(partition, id);
    batch.firstAt = Math.min(batch.firstAt, idMs(id));
    batch.lastAt = Math.max(batch.lastAt, idMs(id));
    if (batch.rows.length < EVENTS && batch.days.size < DAYS) continue;
    yield batch;
    batch = emptyBatch();
  }
  if (batch.ends.size > 0) yield batch;
}

const emptyBatch = (): ArchiveBatch => ({
  rows: [],
  orders: [],
  days: new Set(),
  ends: new Map(),
  firstAt: Number.POSITIVE_INFINITY,
  lastAt: 0,
});
