import { awaitApplied, type Outcome } from '@watchfloor/replay/await-applied';
import type { Connection } from '@watchfloor/replay/connection';
import { ensureFloor } from '@watchfloor/replay/ensure-floor';
import { connectIngest, type IngestClient } from '@watchfloor/replay/ingest-client';
import { makePace, type Pace } from '@watchfloor/replay/pace';
import { nothingSent, type Sent, sendEvents } from '@watchfloor/replay/send-events';
import { crowdOf, openFloor, stepFloor } from '../model/floor-model.ts';
import type { Setup } from '../model/setup.ts';
import type { Counted } from '../model/simulation.ts';
import { enrolStaff } from '../staff/enrol-staff.ts';
import { staffListOf } from '../staff/staff-list.ts';
import type { ProgressLine } from './progress-line.ts';
import { recorded } from './recorded.ts';

/** How much of the day is made at a time, milliseconds of it: enough for full batches. */
const STEP_MS = 600_000;

type Sending = {
  setup: Setup;
  end: number;
  floor: string;
  speed: number | 'max';
  connection: Connection;
  signal: AbortSignal;
  say: (line: string) => void;
  progress: ProgressLine;
};
export type Day = { counted: Counted; sent: Sent; outcome: Outcome | null; interrupted: boolean };

/**
 * Tells a day to a floor on event time, made if absent, as fast as asked for, and waits until all of it is committed.
 * @throws ReplayError when the floor runs on the wall clock, or the receiver is away or says no
 */
export async function sendDay({ setup, end, floor, speed, connection, signal, say, progress }: Sending): Promise<Day> {
  const made = await ensureFloor(connection, { id: floor, zone: setup.zone, clock: 'event' }, signal);
  say(`floor ${floor} runs on event time${made ? ' (made now)' : ''}: at this speed its events are not of now`);
  const client = connectIngest(connection, floor);
  const before = await client.progress(signal);
  const sim = openFloor(setup, crowdOf(setup));
  const entered = await enrolStaff(connection, floor, staffListOf(sim.people), signal);
  if (entered > 0) say(`entered ${entered} teams, people and accounts`);
  const day: Day = { counted: sim.counted, sent: nothingSent(), outcome: null, interrupted: false };
  const pace = makePace(speed, setup.begin);
  try {
    for (let now = setup.begin; now < end; ) {
      now = Math.min(now + STEP_MS, end);
      await sendStep({ events: stepFloor(sim, now).map(recorded), client, pace, signal }, day.sent, progress);
    }
    const { outcome, complete } = await awaitApplied({ client, before, accepted: day.sent.accepted, signal });
    if (!complete) say('not all is committed yet: is the keeper running?');
    day.outcome = outcome;
  } catch (error) {
    if (!signal.aborted) throw error;
    day.interrupted = true;
  } finally {
    progress.stop();
  }
  return day;
}

type Step = Parameters<typeof sendEvents>[0] & { client: IngestClient; pace: Pace };

async function sendStep(step: Step, sent: Sent, progress: ProgressLine): Promise<void> {
  const earlier = sent.sent;
  await sendEvents(step, sent, () => progress.show(step.events[sent.sent - earlier - 1]?.time ?? 0, sent.sent));
}
