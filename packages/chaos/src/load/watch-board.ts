import { setTimeout as wait } from 'node:timers/promises';
import { ask } from '@watchfloor/launcher/house/house-api';
import type { HouseUnderTest } from '@watchfloor/launcher/house/house-under-test';
import { openLiveBoard } from '@watchfloor/live-client/live-board';

const OPEN_WITHIN_MS = 20_000;

/** A wallboard that was opened before the fault and stays open. */
export type WatchedBoard = {
  /** The longest time without a delta, the present silence included, and the greatest age that a delta's data had; milliseconds. */
  worst: () => { silenceMs: number; ageMs: number };
  close: () => void;
};

/** Opens the wallboard of a floor as a browser does, signed in. @throws Error when it does not come up. */
export async function watchBoard(house: HouseUnderTest, floor: string, signal: AbortSignal): Promise<WatchedBoard> {
  const session = await ask(`${house.gatewayUrl}/api/v1/session`, { method: 'POST', body: house.admin });
  const cookie = session.headers.get('set-cookie')?.split(';')[0] ?? '';
  let lastAt = 0;
  let silenceMs = 0;
  let ageMs = 0;
  const board = openLiveBoard({
    url: house.gatewayUrl,
    floor,
    window: '5m',
    headers: { cookie },
    onDelta(delta) {
      const now = Date.now();
      if (lastAt > 0) silenceMs = Math.max(silenceMs, now - lastAt);
      lastAt = now;
      ageMs = Math.max(ageMs, now - Date.parse(delta.asOf));
    },
  });
  for (const until = Date.now() + OPEN_WITHIN_MS; lastAt === 0; await wait(50, undefined, { signal })) {
    if (Date.now() < until) continue;
    board.close();
    throw new Error(`the wallboard does not come up: ${JSON.stringify(board.getState().phase)}`);
  }
  return { worst: () => ({ silenceMs: Math.max(silenceMs, Date.now() - lastAt), ageMs }), close: () => board.close() };
}
