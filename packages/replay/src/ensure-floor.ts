import { Floor, type NewFloor } from '@watchfloor/contracts/floor';
import type { z } from 'zod';
import { call, problem } from './call.ts';
import type { Connection } from './connection.ts';
import { ReplayError } from './replay-error.ts';
import { inSession } from './session.ts';

const Found = Floor.pick({ id: true, clock: true });
type Found = z.infer<typeof Found>;

/** `shops`: only of one that is made now. */
type Wanted = Found & { zone: string; shops?: NewFloor['shops'] };

/**
 * Makes sure that the floor is there, and that one wanted on event time is.
 * @returns whether it was made now
 * @throws ReplayError when it runs on the wall clock instead, or the gateway says no
 */
export async function ensureFloor(connection: Connection, floor: Wanted, signal: AbortSignal): Promise<boolean> {
  return inSession(connection, signal, async (cookie) => {
    const found = await findFloor(connection, floor.id, cookie, signal);
    if (floor.clock === 'event' && found?.clock === 'wall') {
      throw new ReplayError(
        `floor ${floor.id} runs on the wall clock; recorded events need a floor on event time: choose another name for --floor`,
      );
    }
    if (!found) await makeFloor(connection, floor, cookie, signal);
    return !found;
  });
}

async function makeFloor(
  { gateway }: Connection,
  { id, zone, clock, shops = [] }: Wanted,
  cookie: string,
  signal: AbortSignal,
): Promise<void> {
  const body = JSON.stringify({ id, name: id, zone, clock, shops });
  const headers = { cookie, 'content-type': 'application/json' };
  const answer = await call(`${gateway}/api/v1/floors`, { method: 'POST', headers, body }, signal);
  // Made by the call before this one, whose answer was "later".
  if (answer.status === 409) return;
  if (answer.status >= 300) throw new ReplayError(`the floor ${id} could not be made: ${problem(answer)}`);
}

async function findFloor({ gateway }: Connection, id: string, cookie: string, signal: AbortSignal): Promise<Found | undefined> {
  const answer = await call(`${gateway}/api/v1/floors/${encodeURIComponent(id)}`, { headers: { cookie } }, signal);
  if (answer.status === 404) return undefined;
  const found = Found.safeParse(answer.body);
  if (!found.success) throw new ReplayError(`the floor ${id} cannot be read: ${problem(answer)}`);
  return found.data;
}
