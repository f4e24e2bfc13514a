import { isOfConversation } from '@watchfloor/core/conversation/conversation-event';
import { holdersOf } from '@watchfloor/core/floor/account-map';
import { readArchivePositions } from '@watchfloor/history/archive-positions';
import type { History } from '@watchfloor/history/connect';
import { DayPartitions } from '@watchfloor/history/day-partitions';
import { deleteRows } from '@watchfloor/history/delete-rows';
import { dayOf } from '@watchfloor/history/fact-hours';
import { lockPosition } from '@watchfloor/history/ledger-positions';
import { partitionsToRestate, readLateEvents, readStaleSubjects } from '@watchfloor/history/restatements';
import type { LateEventRow } from '@watchfloor/history/schema';
import { compareIds, FIRST_ID } from '@watchfloor/redis/stream-id';
import type { Log } from '@watchfloor/runtime/log';
import { isMapping } from './keep-agent.ts';
import { pause } from './pause.ts';
import { readStory } from './read-story.ts';
import type { RestateMeters } from './restate-meters.ts';
import { type Restating, restateSubject } from './restate-subject.ts';

const EVERY_MS = 1_000;
const AGAIN_MS = 5_000;
/** Late events of a partition that are looked at together, so that a conversation's come in one restatement. */
const LATE_AT_ONCE = 2_000;
const STALE_AT_ONCE = 500;

type Options = { db: History; partitions: number; meters: RestateMeters; log: Log; signal: AbortSignal };

/** Takes late events into the figures of the past, until told to stop. */
export async function keepRestating(options: Options): Promise<void> {
  const { log, signal } = options;
  while (!signal.aborted) {
    try {
      const done = await restateAll(options);
      if (done === 0) await pause(EVERY_MS, signal);
    } catch (err) {
      log.warn({ err }, 'could not restate; trying again');
      await pause(AGAIN_MS, signal);
    }
  }
}

/**
 * Restates what there is to restate, subject by subject, each in a transaction of its own: one that cannot be told anew keeps no other waiting. Gives how many.
 * @throws the first failure, once all have had their turn.
 */
export async function restateAll({ db, partitions, meters, signal }: Omit<Options, 'log'>): Promise<number> {
  const archived = await readArchivePositions(db, partitions);
  const days = new DayPartitions(db, 'facts');
  let done = 0;
  const failures: unknown[] = [];
  for (const partition of await partitionsToRestate(db)) {
    for (const work of await workOf(db, partition)) {
      if (signal.aborted) return done;
      try {
        const made = await restateOne(db, days, { ...work, partition, now: Date.now() }, archived.get(partition) ?? FIRST_ID);
        if (made === null) break;
        meters.restatements.inc({ outcome: made });
        done++;
      } catch (error) {
        failures.push(error);
      }
    }
  }
  if (failures.length > 0) throw failures[0];
  return done;
}

type Work = Pick<Restating, 'floor' | 'subject' | 'late'>;

/** Late events by what they are of; then what was restated before and has had more told of it. */
async function workOf(db: History, partition: number): Promise<Work[]> {
  const late = await readLateEvents(db, partition, LATE_AT_ONCE);
  const counted = late.filter(({ type }) => subjectOf(type) !== null);
  const others = late.filter(({ type }) => subjectOf(type) === null);
  // No figure of a range hangs on them.
  if (others.length > 0) await db.transaction().execute((trx) => deleteRows(trx, 'late_events', others));
  const bySubject = Map.groupBy(counted, (row) => `${row.floor}\n${nameOf(row)}`);
  const works = [...bySubject.values()].flatMap((rows) => {
    const [first] = rows;
    return first ? [{ floor: first.floor, subject: nameOf(first), late: rows }] : [];
  });
  const stale = await readStaleSubjects(db, partition, STALE_AT_ONCE);
  return [
    ...works,
    ...stale
      .filter(({ floor, subject }) => !bySubject.has(`${floor}\n${subject}`))
      .map(({ floor, subject }) => ({ floor, subject, late: [] })),
  ];
}

function subjectOf(type: string): 'c' | 'a' | null {
  if (type === 'agent.status' || isMapping(type)) return 'a';
  return isOfConversation(type) ? 'c' : null;
}

const nameOf = ({ type, subject }: LateEventRow): string => `${subjectOf(type)}:${subject}`;

/**
 * Null when the archive does not hold yet what the facts speak of: later, then. `archived` was read before the story, so the story holds at least what is
 * before it.
 */
async function restateOne(
  db: History,
  days: DayPartitions,
  work: Restating,
  archived: string,
): Promise<Awaited<ReturnType<typeof restateSubject>> | null> {
  const story = await readStory(db, work);
  // What an account has said late is told of everybody whose it ever is.
  const account = work.subject.slice(2);
  const said = work.subject.startsWith('a:') && work.late.some(({ type, subject }) => type === 'agent.status' && subject === account);
  for (const id of said ? holdersOf(story.settings, account) : [])
    if (id !== account && (await restateOne(db, days, { ...work, subject: `a:${id}` }, archived)) === null) return null;
  // Facts are told at the instants of events: these are the days that they can fall into.
  const events = [...story.events, ...[...story.statuses.values()].flat()];
  await days.ensure(new Set(events.map(({ time }) => dayOf(time))));
  return db.transaction().execute(async (trx) => {
    const recorded = await lockPosition(trx, work.partition);
    if (compareIds(archived, recorded) < 0) return null;
    return restateSubject(trx, work, story);
  });
}
