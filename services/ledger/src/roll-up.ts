import { defaultFloor, type FloorEntry, floorKeyOf } from '@watchfloor/contracts/floor';
import { LATENESS_BOUND_MS } from '@watchfloor/core/floor/lateness';
import { dayAround, type FloorDay, monthAround } from '@watchfloor/core/window/calendar-spans';
import type { History } from '@watchfloor/history/connect';
import type { Span } from '@watchfloor/history/cover-range';
import { HOUR_MS } from '@watchfloor/history/fact-hours';
import { listAllFloors } from '@watchfloor/history/floors';
import { rollUpHour } from '@watchfloor/history/roll-up-hour';
import { rollUpSpan } from '@watchfloor/history/roll-up-span';
import { type HourToDo, keepDaysOf, leaveHourAlone, readDayRules, readDaysToDo, readHoursToDo } from '@watchfloor/history/rollup-work';
import { isOnTheHour } from '@watchfloor/history/rollups';
import type { Log } from '@watchfloor/runtime/log';
import { pause } from './pause.ts';
import type { RollUpMeters } from './roll-up-meters.ts';

const EVERY_MS = 5_000;
const AGAIN_MS = 10_000;

type RollingUp = {
  /** Connections of its own, two at least: the recording never waits for one. */
  db: History;
  meters: RollUpMeters;
  log: Log;
  signal: AbortSignal;
};

/** Rolls up the figures of hours, days and months that are over, until told to stop. */
export async function keepRollingUp(options: RollingUp): Promise<void> {
  const { log, signal } = options;
  while (!signal.aborted) {
    try {
      await rollUpAll(options, Date.now());
      await pause(EVERY_MS, signal);
    } catch (err) {
      log.warn({ err }, 'could not roll up figures; trying again');
      await pause(AGAIN_MS, signal);
    }
  }
}

/** Everything that is over at `now` (epoch ms), step by step. What changes meanwhile is left for the next time. */
export async function rollUpAll({ db, meters, signal }: Omit<RollingUp, 'log'>, now: number): Promise<void> {
  const floors = new Map((await listAllFloors(db)).map((floor) => [floorKeyOf(floor.tenant, floor.id), floor]));
  const rules = await readDayRules(db);
  for (const [key, rule] of rules) {
    const floor = floors.get(key);
    if (floor && !isSameDay(rule, floor)) await keepDaysOf(db, key, floor);
  }
  const byFloor = Map.groupBy(await readHoursToDo(db), ({ floor }) => floor);
  const works = [...byFloor].map(([key, hours]) => workOf(floors.get(key) ?? unknownFloor(key), { key, hours, now }));
  meters.hoursToRollUp.set(works.reduce((sum, { due }) => sum + due.length, 0));
  for (const work of works) {
    if (signal.aborted) return;
    if (!rules.has(work.key)) await keepDaysOf(db, work.key, work.floor);
    for (const { hour } of work.due) {
      if (signal.aborted) return;
      if (await rollUpHour(db, work.key, hour)) meters.rollups.inc({ tier: 'hour' });
      meters.hoursToRollUp.dec();
    }
    await rollUpDays(db, meters, work);
  }
  if (!signal.aborted) await rollUpMonths(db, meters, { floors, now });
}

const isSameDay = (a: FloorDay, b: FloorDay): boolean => a.zone === b.zone && a.dayStart === b.dayStart;

type Floors = ReadonlyMap<string, FloorEntry>;
type Work = { key: string; floor: FloorEntry; hours: HourToDo[]; due: HourToDo[]; isOver: (end: number) => boolean };

function workOf(floor: FloorEntry, { key, hours, now }: { key: string; hours: HourToDo[]; now: number }): Work {
  const isOver = (end: number) => isPast(end, floor, { now, through: hours[0]?.through ?? 0 });
  return { key, floor, hours, due: hours.filter(({ hour, rolled }) => !rolled && isOver(hour + HOUR_MS)), isOver };
}

/** Until the bound has passed too events may come that count as if they had come in time. On an event-time floor now is the greatest event time seen. */
const isPast = (end: number, { clock }: FloorEntry, { now, through }: { now: number; through: number }): boolean =>
  end + LATENESS_BOUND_MS < (clock === 'event' ? through : now);

function unknownFloor(key: string): FloorEntry {
  const [tenant = '', id = ''] = key.split('/');
  return defaultFloor(tenant, id);
}

async function rollUpDays(db: History, meters: RollUpMeters, { key, floor, hours, isOver }: Work): Promise<void> {
  const days = new Map<number, Span>();
  for (const { hour } of hours) {
    const day = dayAround(hour, floor);
    // India's days begin on the half hour, for one: its figures are put together from hours.
    if (!isOnTheHour(day.from) || !isOnTheHour(day.to)) await leaveHourAlone(db, key, hour);
    else if (isOver(day.to)) days.set(day.from, day);
  }
  for (const span of days.values()) if (await rollUpSpan(db, { floor: key, tier: 'day', span })) meters.rollups.inc({ tier: 'day' });
}

async function rollUpMonths(db: History, meters: RollUpMeters, { floors, now }: { floors: Floors; now: number }): Promise<void> {
  const months = new Map<string, { floor: string; span: Span }>();
  for (const { floor: key, start, through } of await readDaysToDo(db)) {
    const floor = floors.get(key) ?? unknownFloor(key);
    const span = monthAround(start, floor);
    if (isPast(span.to, floor, { now, through })) months.set(`${key} ${span.from}`, { floor: key, span });
  }
  for (const { floor, span } of months.values())
    if (await rollUpSpan(db, { floor, tier: 'month', span })) meters.rollups.inc({ tier: 'month' });
}
