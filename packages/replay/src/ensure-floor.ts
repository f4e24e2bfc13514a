import { Floor } from '@watchfloor/contracts/floor';
import type { z } from 'zod';
import { call, problem } from './call.ts';
import type { Connection } from './connection.ts';
import { ReplayError } from './replay-error.ts';

const SIGN_OUT_MS = 2_000;

const Found = Floor.pick({ id: true, clock: true });
type Found = z.infer<typeof Found>;

/**
 * Makes sure that the floor is there and runs on event time.
 * @returns whether it was made now
 * @throws ReplayError when it runs on the wall clock, or the gateway says no
 */
export async function ensureFloor(connection: Connection, floor: { id: string; zone: string }, signal: AbortSignal): Promise<boolean> {
  const cookie = await signIn(connection, signal);
  try {
    const found = await findFloor(connection, floor.id, cookie, signal);
    if (found?.clock === 'wall') {
      throw new ReplayError(
        `floor ${floor.id} runs on the wall clock; recorded events need a floor on event time: choose another name for --floor`,
      );
    }
    if (!found) await makeFloor(connection, floor, cookie, signal);
    return !found;
  } finally {
    await signOut(connection, cookie);
  }
}

async function makeFloor(
  { gateway }: Connection,
  { id, zone }: { id: string; zone: string },
  cookie: string,
  signal: AbortSignal,
): Promise<void> {
  const body = JSON.stringify({ id, name: id, zone, clock: 'event' });
  const headers = { cookie, 'content-type': 'application/json' };
  const answer = await call(`${gateway}/api/v1/floors`, { method: 'POST', headers, body }, signal);
  // Made by the call before this one, whose answer was "later".
  if (answer.status === 409) return;
  if (answer.status >= 300) throw new ReplayError(`the floor ${id} could not be made: ${problem(answer)}`);
}

/** A session left behind would be open for weeks; that it could not be ended stops nobody. */
const signOut = ({ gateway }: Connection, cookie: string): Promise<unknown> =>
  fetch(`${gateway}/api/v1/session`, { method: 'DELETE', headers: { cookie }, signal: AbortSignal.timeout(SIGN_OUT_MS) }).catch(() => {});

async function signIn({ gateway, admin }: Connection, signal: AbortSignal): Promise<string> {
  const answer = await call(
    `${gateway}/api/v1/session`,
    { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(admin), patient: false },
    signal,
  );
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
  if (answer.status < 300 && cookies.length > 0) return cookies.join('; ');
  const why = answer.status === 401 ? 'ADMIN_EMAIL or ADMIN_PASSWORD is wrong' : problem(answer);
  throw new ReplayError(`cannot sign in at ${gateway} as ${admin.email}: ${why}`);
}

async function findFloor({ gateway }: Connection, id: string, cookie: string, signal: AbortSignal): Promise<Found | undefined> {
  const answer = await call(`${gateway}/api/v1/floors/${encodeURIComponent(id)}`, { headers: { cookie } }, signal);
  if (answer.status === 404) return undefined;
  const found = Found.safeParse(answer.body);
  if (!found.success) throw new ReplayError(`the floor ${id} cannot be read: ${problem(answer)}`);
  return found.data;
}
