import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggedEvent } from '@watchfloor/contracts/event';
import { type Difference, differences } from '@watchfloor/oracle/differences';
import type { Connection } from '../connection.ts';
import { inSession } from '../session.ts';
import { isOfCohorts } from './cohort-numbers.ts';
import { readCohortSettings } from './cohort-settings.ts';
import { expectedRows, NO_FIGURES } from './expected-rows.ts';
import { hoursOf, type Range } from './hours-of.ts';
import { readPeople } from './read-people.ts';
import { countedThrough, type FloorReader, readFloor, readRows } from './read-rows.ts';
import type { Row } from './row.ts';

/** A figure of the gateway that is not as the oracle has it; null: not computable. */
export type WrongFigure = Difference & Pick<Row, 'by' | 'key' | 'hour'>;

/** `rows`: how many subjects and hours were compared, each in all metrics. */
export type Verdict = { events: number; rows: number; zone: string; wrong: WrongFigure[] };

type Task = { connection: Connection; floor: string; events: LoggedEvent[]; signal: AbortSignal };

/** The ledger follows within moments; what is wrong when nothing has changed for so long is wrong. */
const SETTLED_MS = 5_000;
const LOOK_EVERY_MS = 500;
/** Cohorts are counted every minute at the latest, which in itself may take a while. */
const COUNTED_MS = 120_000;

/**
 * Compares every figure of a floor (by floor, team, shop, channel, agent; the whole range and each hour) with what the oracle makes of the events.
 * The floor must hold these events and no others.
 * @throws ReplayError when the figures cannot be read
 */
export async function verify({ connection, floor, events, signal }: Task): Promise<Verdict> {
  const [first, last] = events.reduce(([a, b], { time }) => [Math.min(a, time), Math.max(b, time)], [Number.POSITIVE_INFINITY, 0]);
  return inSession(connection, signal, async (cookie) => {
    const reader = { connection, floor, cookie, signal };
    const settings = { ...(await readFloor(reader)), ...(await readPeople(reader)) };
    const { zone } = settings;
    if (events.length === 0) return { events: 0, rows: 0, zone, wrong: [] };
    const hours = hoursOf(zone, first, last);
    const whole = { from: hours[0].from, to: hours.at(-1)?.to ?? hours[0].to };
    const cohorts = await readCohortSettings(reader, settings, first);
    const expected = expectedRows(settings, events, { whole, hours, cohorts });
    await untilCounted(reader, whole, last);
    for (let before = '', changedAt = Date.now(); ; ) {
      const wrong = compare(expected, await readRows(reader, whole));
      const found = JSON.stringify(wrong);
      if (found !== before) changedAt = Date.now();
      before = found;
      const patienceMs = wrong.every(({ metric }) => isOfCohorts(metric)) ? COUNTED_MS : SETTLED_MS;
      if (wrong.length === 0 || Date.now() - changedAt > patienceMs) return { events: events.length, rows: expected.size, zone, wrong };
      await sleep(LOOK_EVERY_MS, undefined, { signal });
    }
  });
}

/** Waits until cohorts are counted up to the last event, but not for ever: what is not counted then is wrong. */
async function untilCounted(reader: FloorReader, whole: Range, last: number): Promise<void> {
  for (const startedAt = Date.now(); ; ) {
    const through = await countedThrough(reader, whole);
    const waited = Date.now() - startedAt;
    if (waited > (through === null ? SETTLED_MS : COUNTED_MS) || (through !== null && through >= last)) return;
    await sleep(LOOK_EVERY_MS, undefined, { signal: reader.signal });
  }
}

/** Who has no figures has no row. */
export function compare(expected: ReadonlyMap<string, Row>, found: ReadonlyMap<string, Row>): WrongFigure[] {
  return [...new Map([...expected, ...found])].flatMap(([name, { by, key, hour }]) =>
    differences(expected.get(name)?.figures ?? NO_FIGURES, found.get(name)?.figures ?? NO_FIGURES).map((difference) => ({
      by,
      key,
      hour,
      ...difference,
    })),
  );
}
