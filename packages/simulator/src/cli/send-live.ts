import type { Connection } from '@watchfloor/replay/connection';
import { ensureFloor } from '@watchfloor/replay/ensure-floor';
import { connectIngest } from '@watchfloor/replay/ingest-client';
import { makePace } from '@watchfloor/replay/pace';
import type { RecordedEvent } from '@watchfloor/replay/recording';
import { ReplayError } from '@watchfloor/replay/replay-error';
import { nothingSent, sendEvents } from '@watchfloor/replay/send-events';
import { closeFloor, crowdOf, openFloor, stepFloor } from '../model/floor-model.ts';
import type { Setup } from '../model/setup.ts';
import { enrolStaff } from '../staff/enrol-staff.ts';
import { staffListOf } from '../staff/staff-list.ts';
import type { ProgressLine } from './progress-line.ts';
import { recorded } from './recorded.ts';
import type { Day } from './send-day.ts';

const STEP_MS = 250;
const FAREWELL_MS = 5_000;
const AT_ONCE = makePace('max', 0);

type Sending = {
  setup: Setup;
  end: number;
  floor: string;
  connection: Connection;
  signal: AbortSignal;
  say: (line: string) => void;
  progress: ProgressLine;
};

/**
 * Lets the floor live as time passes, until `end` or until it is stopped; then whatever is open is closed, so that nobody waits on the board for ever.
 * @throws ReplayError when the receiver is away for long or says no
 */
export async function sendLive({ setup, end, floor, connection, signal, say, progress }: Sending): Promise<Day> {
  const client = connectIngest(connection, floor);
  const sim = openFloor(setup, crowdOf(setup));
  const sent = nothingSent();
  const pace = makePace(1, setup.begin);
  // Before anything is told: what an account does counts for its person from where it is known to be his.
  try {
    await ensureFloor(connection, { id: floor, zone: setup.zone, clock: 'wall' }, signal);
    await enrolStaff(connection, floor, staffListOf(sim.people), signal);
  } catch (error) {
    if (!signal.aborted) say(error instanceof ReplayError ? error.message : String(error));
  }
  let unsent: RecordedEvent[] = [];
  const send = async (): Promise<void> => {
    const earlier = sent.sent;
    await sendEvents({ events: unsent, client, pace: AT_ONCE, signal }, sent, () => {}).finally(() => {
      unsent = unsent.slice(sent.sent - earlier);
    });
  };
  try {
    for (let now = setup.begin; now < end; ) {
      now = Math.min(now + STEP_MS, end);
      await pace(now, signal);
      unsent = stepFloor(sim, now).map(recorded);
      await send();
      progress.show(now, sent.sent);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    progress.stop();
  }
  const events = [...unsent, ...closeFloor(sim, Math.min(Date.now(), end)).map(recorded)];
  await sendEvents({ events, client, pace: AT_ONCE, signal: AbortSignal.timeout(FAREWELL_MS) }, sent, () => {});
  return { counted: sim.counted, sent, outcome: null, interrupted: false };
}
