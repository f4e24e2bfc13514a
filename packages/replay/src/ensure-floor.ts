import { Floor } from '@watchfloor/contracts/floor';
import { z } from 'zod';
import { call, problem } from './call.ts';
import type { Connection } from './connection.ts';
import { ReplayError } from './replay-error.ts';

const SIGN_OUT_MS = 2_000;

const Page = z.object({ items: z.array(Floor.pick({ id: true, clock: true })), nextCursor: z.string().nullish() });

/**
 * Makes sure that the floor is there and runs on event time.
 * @returns whether it was made now
 * @throws ReplayError when it runs on the wall clock, or the gateway says no
 */
export async function ensureFloor(connection: Connection, floor: { id: string; zone: string }, signal: AbortSignal): Promise<boolean> {
  const cookie = await signIn(connection, signal);
  try {
    const found = await findFloor(connection, floor.id, { cookie }, signal);
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

async function findFloor({ gateway }: Connection, id: string, headers: { cookie: string }, signal: AbortSignal) {
  for (let cursor: string | undefined, pages = 0; pages < 1_000; pages += 1) {
    const query = new URLSearchParams({ limit: '100', ...(cursor === undefined ? {} : { cursor }) });
    const answer = await call(`${gateway}/api/v1/floors?${query}`, { headers }, signal);
    const page = Page.safeParse(answer.body);
    if (!page.success) throw new ReplayError(`the floors cannot be listed: ${problem(answer)}`);
    const found = page.data.items.find((floor) => floor.id === id);
    if (found || !page.data.nextCursor) return found;
    cursor = page.data.nextCursor;
  }
  return undefined;
}
