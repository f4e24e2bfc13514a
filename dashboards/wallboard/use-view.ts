import { createContext, useContext, useSyncExternalStore } from 'react';
import type { BoardStore, BoardView } from './board-store.ts';

export const BoardStoreContext = createContext<BoardStore | null>(null);

function useStore(): BoardStore {
  const store = useContext(BoardStoreContext);
  if (store === null) throw new Error('the view is asked for outside a board');
  return store;
}

/**
 * A part of the view; the component renders again only when that part differs, so `select` returns a primitive or something kept. Every cell
 * that ticks asks for its own whole seconds.
 */
export function useView<T>(select: (view: BoardView) => T): T {
  const store = useStore();
  return useSyncExternalStore(store.subscribe, () => select(store.getView()));
}

/** The view as it is now, without rendering again when it changes: for work that a coarser `useView` sets off. */
export function usePeek(): () => BoardView {
  return useStore().getView;
}
