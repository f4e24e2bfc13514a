import type { Connection } from '@watchfloor/replay/connection';
import { connectIngest } from '@watchfloor/replay/ingest-client';
import { makePace } from '@watchfloor/replay/pace';
import { nothingSent, sendEvents } from '@watchfloor/replay/send-events';
import { closeFloor, openFloor, stepFloor } from '../model/floor-model.ts';
import type { Setup } from '../model/setup.ts';
import type { ProgressLine } from './progress-line.ts';
import { recorded } from './recorded.ts';
import type { Day } from './send-day.ts';

const STEP_MS = 1_000;
const FAREWELL_MS = 5_000;

type Sending = { setup: Setup; end: number; floor: string; connection: Connection; signal: AbortSignal; progress: ProgressLine };

/**
 * Lets the floor live as time passes, until `end` or until it is stopped; then whatever is open is closed, so that nobody waits on the board for ever.
 * @throws ReplayError when the receiver is away for long or says no
 */
export async function sendLive({ setup, end, floor, connection, signal, progress }: Sending): Promise<Day> {
  const client = connectIngest(connection, floor);
  const sim = openFloor(setup);
  const sent = nothingSent();
  const pace = makePace(1, setup.begin);
  try {
    for (let now = setup.begin; now < end; ) {
      now = Math.min(now + STEP_MS, end);
      await sendEvents({ events: stepFloor(sim, now).map(recorded), client, pace, signal }, sent, () => progress.show(now, sent.sent));
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    progress.stop();
  }
  const farewell = { events: closeFloor(sim, Date.now()).map(recorded), client, pace: makePace('max', 0) };
  await sendEvents({ ...farewell, signal: AbortSignal.timeout(FAREWELL_MS) }, sent, () => {});
  return { counted: sim.counted, sent, outcome: null, interrupted: false };
}
