import type { History } from './connect.ts';

/** The greatest event time of a floor (`tenant/floor`) that is in the ledger, epoch milliseconds; null when nothing is. */
export async function readFloorThrough(db: History, floorKey: string): Promise<number | null> {
  const row = await db.selectFrom('floor_through').select('through').where('floor', '=', floorKey).executeTakeFirst();
  return row?.through ?? null;
}
