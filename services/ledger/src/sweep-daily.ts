import { floorKeyOf } from '@watchfloor/contracts/floor';
import type { History } from '@watchfloor/history/connect';
import { dayOf } from '@watchfloor/history/fact-hours';
import { sweepRestated } from '@watchfloor/history/restatements';
import { sweepArchive } from '@watchfloor/history/sweep-archive';
import { sweepCohorts } from '@watchfloor/history/sweep-cohorts';
import { sweepFacts } from '@watchfloor/history/sweep-facts';
import { sweepIgnoredEvents } from '@watchfloor/history/sweep-ignored-events';
import { listFloors } from '@watchfloor/redis/directory';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import type { Log } from '@watchfloor/runtime/log';
import { pause } from './pause.ts';

const DAY_MS = 86_400_000;
/** The first one waits until the start is over. */
const FIRST_MS = 60_000;
/** After a failure, say a database that is away. */
const AGAIN_MS = 600_000;
const KEEP_IGNORED_MS = 30 * DAY_MS;
const PER_FLOOR = 100_000;
/** Nothing live is as old; an agent has said by then what he does. */
const KEEP_RESTATED_MS = DAY_MS;

type Options = { db: History; redis: ScriptedRedis; archiveDays: number; factsDays: number; log: Log; signal: AbortSignal };

/** Once a day takes away what is kept no longer, until told to stop: ignored events, and of floors on wall-clock time archived ones, facts and cohorts. */
export async function sweepDaily({ db, redis, archiveDays, factsDays, log, signal }: Options): Promise<void> {
  for (let next = FIRST_MS; ; ) {
    await pause(next, signal);
    if (signal.aborted) return;
    try {
      const now = Date.now();
      const ignored = await sweepIgnoredEvents(db, { before: now - KEEP_IGNORED_MS, perFloor: PER_FLOOR }, signal);
      const restated = await sweepRestated(db, now - KEEP_RESTATED_MS);
      // Replays keep theirs, and so does a floor of which nothing is known.
      const live = (await listFloors(redis)).filter(({ clock }) => clock === 'wall').map(({ tenant, id }) => floorKeyOf(tenant, id));
      const archived = await sweepArchive(db, { before: now - archiveDays * DAY_MS, floors: new Set(live) }, signal);
      const cohorts = await sweepCohorts(db, { before: dayOf(now - factsDays * DAY_MS), floors: live });
      const facts = await sweepFacts(db, { before: now - factsDays * DAY_MS, floors: live }, signal);
      const days = archived.dropped.length + facts.dropped.length;
      if (ignored + restated + archived.deleted + facts.deleted + cohorts + days > 0)
        log.info({ ignored, restated, archived, facts, cohorts }, 'took away what is kept no longer');
      next = DAY_MS;
    } catch (err) {
      log.warn({ err }, 'could not sweep');
      next = AGAIN_MS;
    }
  }
}
