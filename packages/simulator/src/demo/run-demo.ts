import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '@watchfloor/replay/connection';
import { ensureFloor } from '@watchfloor/replay/ensure-floor';
import type { Log } from '@watchfloor/runtime/log';
import { closeFloor, crowdOf, openFloor, stepFloor } from '../model/floor-model.ts';
import { setupOf } from '../model/setup.ts';
import { shopSettings } from '../model/shop.ts';
import type { Simulation } from '../model/simulation.ts';
import { enrolStaff } from '../staff/enrol-staff.ts';
import { staffListOf } from '../staff/staff-list.ts';
import { endOpenWork, type OpenWork, openWorkOf, openWorkWriter, readOpenWork } from './open-work.ts';
import { Outbox } from './outbox.ts';
import type { SimulatorSettings } from './settings.ts';

const TICK_MS = 200;
/** A new board is alive at once: the floor begins this long ago, inside the five minutes in which events still count live. */
const HEAD_START_MS = 230_000;
/** After a longer silence of the receiver the past would come too late to count: the floor begins anew. */
const TOO_LONG_MS = 180_000;
const FAREWELL_MS = 3_000;
/** Whoever opens the board at three in the night is to see a floor at work: then it is staffed as by day, and as busy as in the afternoon. */
const LIVELY = { alwaysDay: true, rate: 1.2 };
/** Customers whom nobody sees in time within the first minutes, so that there is something to be seen of alerts. */
const OVERLOOKED = 4;

/** Runs the demo floor until it is stopped. `stop` closes what is open, so that nobody waits on the board for ever. */
export function runDemo(settings: SimulatorSettings, log: Log): { stop: () => Promise<void> } {
  const connection = connectionOf(settings);
  const url = `${connection.ingest}/v1/events?floor=${settings.DEMO_FLOOR}`;
  const file = join(settings.WATCHFLOOR_HOME, 'demo.json');
  const seed = settings.SEED ?? Date.now();
  const remember = openWorkWriter(file);
  const outbox = new Outbox({ url, key: settings.INGEST_KEY, log });
  const stopping = new AbortController();
  log.info({ floor: settings.DEMO_FLOOR, seed }, 'the demo floor opens');

  /** Until the receiver has taken their endings, those of the earlier run stay on the list. */
  let earlier: OpenWork | undefined = readOpenWork(file);
  const opensAt = () => Date.now() - HEAD_START_MS;
  outbox.put(endOpenWork(earlier, Date.now(), opensAt()));

  const begin = () => {
    const setup = setupOf({ seed, begin: opensAt(), ...LIVELY });
    return openFloor(setup, { ...crowdOf(setup), overlooked: OVERLOOKED });
  };

  /** Before anything is told: what an account does counts for its person from where it is known to be his. Without it each account is a row of its own. */
  const enrol = async ({ people, setup: { zone } }: Simulation): Promise<void> => {
    if (settings.ADMIN_PASSWORD === undefined) return;
    const id = settings.DEMO_FLOOR;
    await ensureFloor(connection, { id, zone, clock: 'wall', shops: shopSettings() }, stopping.signal);
    const entered = await enrolStaff(connection, id, staffListOf(people), stopping.signal);
    if (entered > 0) log.info({ entered }, 'the staff of the demo floor is entered');
  };

  const running = (async () => {
    await enrol(begin()).catch((err: unknown) => {
      if (!stopping.signal.aborted) log.warn({ err }, 'the staff of the demo floor could not be entered');
    });
    let floor = begin();
    let steppedAt = Date.now();
    while (!stopping.signal.aborted) {
      if (!outbox.blocked) {
        const now = Date.now();
        if (now - steppedAt > TOO_LONG_MS) {
          outbox.put(closeFloor(floor, now));
          floor = begin();
        }
        outbox.put(stepFloor(floor, now));
        steppedAt = now;
      }
      // Before it is sent: a kill in between must not leave something open that nobody remembers.
      remember(openWorkOf(floor, earlier));
      await outbox.flush();
      if (outbox.size === 0) earlier = undefined;
      await sleep(TICK_MS, undefined, { signal: stopping.signal }).catch(() => {});
    }
    outbox.put(closeFloor(floor, Date.now()));
    const giveUpAt = Date.now() + FAREWELL_MS;
    while (outbox.size > 0 && Date.now() < giveUpAt) {
      await outbox.flush();
      if (outbox.size > 0) await sleep(50);
    }
    // What could not be said now is said at the next start.
    if (outbox.size === 0) remember(openWorkOf(floor));
  })();
  // A fault of the model must not pass unseen: it ends the process, and the launcher starts it again.
  running.catch((err: unknown) => {
    log.fatal({ err }, 'the demo floor fell over');
    process.exit(1);
  });
  return {
    stop: () => {
      stopping.abort();
      return running;
    },
  };
}

function connectionOf({ BIND, INGEST_PORT, GATEWAY_PORT, INGEST_KEY, ADMIN_EMAIL, ADMIN_PASSWORD }: SimulatorSettings): Connection {
  const host = BIND === '0.0.0.0' || BIND === '::' ? '127.0.0.1' : BIND.includes(':') ? `[${BIND}]` : BIND;
  return {
    ingest: `http://${host}:${INGEST_PORT}`,
    gateway: `http://${host}:${GATEWAY_PORT}`,
    ingestKey: INGEST_KEY,
    admin: { email: ADMIN_EMAIL, password: ADMIN_PASSWORD ?? '' },
  };
}
