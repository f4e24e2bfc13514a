import { openLiveBoard } from '@watchfloor/live-client/live-board';
import { useEffect, useState } from 'react';
import type { Floors } from '../shared/api/read-floors.ts';
import { Board } from './board.tsx';
import { type BoardStore, openBoardStore } from './board-store.ts';
import type { Scope } from './model/scope.ts';
import { BoardStoreContext } from './use-view.ts';

export type LiveFloorProps = {
  floors: Floors;
  floor: string;
  scope: Scope;
  change: (change: Partial<Scope>) => void;
  /** The line was refused or cut: the session may have ended. */
  onMaybeSignedOut: () => void;
};

/** Holds one live connection for as long as the page lasts; floor and window change on it. */
export function LiveFloor(props: LiveFloorProps) {
  const { floor, scope, floors } = props;
  const { window } = scope;
  const [live, setLive] = useState<{ board: ReturnType<typeof openLiveBoard>; store: BoardStore } | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: opened once; the effect below follows floor and window
  useEffect(() => {
    const board = openLiveBoard({ floor, window });
    const store = openBoardStore(board);
    setLive({ board, store });
    return () => {
      store.close();
      board.close();
    };
  }, []);
  useEffect(() => live?.board.choose({ floor, window }), [live, floor, window]);
  useEffect(() => {
    if (floors.serverTime !== null) live?.board.noteServerTime(floors.serverTime);
  }, [live, floors.serverTime]);

  if (live === null) return null;
  return (
    <BoardStoreContext value={live.store}>
      <Board {...props} retry={live.board.retry} />
    </BoardStoreContext>
  );
}
