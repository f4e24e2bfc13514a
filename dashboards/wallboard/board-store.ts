import { boardTimeMs, dataAgeMs } from '@watchfloor/live-client/board-time';
import type { LiveBoard } from '@watchfloor/live-client/live-board';
import type { LiveState } from '@watchfloor/live-client/live-state';

/** A breach shows at most this much after its instant; four glances a second cost next to nothing. Milliseconds. */
const GLANCE_MS = 250;

/** What the page shows at one instant: every part of it reads the same `now` (epoch ms), so that its figures agree. */
export type BoardView = { state: LiveState; now: number | null; ageMs: number | null; local: number };

export type BoardStore = { getView: () => BoardView; subscribe: (listener: () => void) => () => void; close: () => void };

/** The live state with a clock: tells its listeners of every change of the data and four times a second. */
export function openBoardStore(board: LiveBoard): BoardStore {
  const listeners = new Set<() => void>();
  const look = (): BoardView => {
    const state = board.getState();
    const local = performance.now();
    return { state, now: boardTimeMs(state, local), ageMs: dataAgeMs(state, local), local };
  };
  let view = look();
  const tell = (): void => {
    view = look();
    for (const listener of listeners) listener();
  };
  const stop = board.subscribe(tell);
  const timer = setInterval(tell, GLANCE_MS);
  return {
    getView: () => view,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      clearInterval(timer);
      stop();
    },
  };
}
