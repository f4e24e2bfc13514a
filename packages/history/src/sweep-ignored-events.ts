import { sql } from 'kysely';
import type { History } from './connect.ts';

/** Rows of one statement: none may hold its locks long. */
const CHUNK = 10_000;

/** `before`: epoch ms; what was noted earlier goes. `perFloor`: of each floor only so many stay, the newest by event time. */
export type IgnoredBounds = { before: number; perFloor: number };

/** Takes away ignored events that are too old or too many, chunk by chunk; how many those were. Ends early when told to. */
export async function sweepIgnoredEvents(db: History, { before, perFloor }: IgnoredBounds, signal?: AbortSignal): Promise<number> {
  let deleted = await inChunks(sql`select ctid from ignored_events where noted_at < ${before} limit ${CHUNK}`);
  const { rows } = await sql<{ floor: string }>`
    select floor from ignored_events group by floor having count(*) > ${perFloor}`.execute(db);
  for (const { floor } of rows) {
    const { rows: last } = await sql<{ at: number; source: string; event_id: string }>`
      select at, source, event_id from ignored_events where floor = ${floor}
      order by at desc, source desc, event_id desc offset ${perFloor} limit 1`.execute(db);
    const [first] = last;
    if (!first) continue;
    deleted += await inChunks(sql`
      select ctid from ignored_events
      where floor = ${floor} and (at, source, event_id) <= (${first.at}, ${first.source}, ${first.event_id}) limit ${CHUNK}`);
  }
  return deleted;

  async function inChunks(some: ReturnType<typeof sql>): Promise<number> {
    let total = 0;
    while (!signal?.aborted) {
      const { numAffectedRows = 0n } = await sql`delete from ignored_events where ctid = any (array(${some}))`.execute(db);
      total += Number(numAffectedRows);
      if (numAffectedRows < CHUNK) break;
    }
    return total;
  }
}
