import type { AlertNews } from '@watchfloor/contracts/alert';
import type { Delta, Snapshot } from '@watchfloor/contracts/live';
import type { WallboardFromClient, WallboardFromServer } from '@watchfloor/contracts/sockets';
import { io, type Socket } from 'socket.io-client';
import { applyAlert } from './apply-alert.ts';
import { applyDelta } from './apply-delta.ts';
import type { LiveScope, LiveState } from './live-state.ts';
import { observeStamp } from './server-clock.ts';

/** A subscription not answered within this, or a silence this long on an open connection, is asked about again. Milliseconds. */
const PATIENCE_MS = 5_000;
const RETURN_MS = 1_000;

export type LiveBoardOptions = LiveScope & {
  /** Origin of the gateway; absent in a browser: the page's own. */
  url?: string;
  /** An API token; absent: the session cookie speaks. */
  token?: string;
  /** More headers of the handshake, outside browsers only: a Cookie, an Origin. */
  headers?: Record<string, string>;
  /** Told of every alert the moment it comes, with the local reading. */
  onAlert?: (news: AlertNews, receivedAt: number) => void;
  /** Told of every delta before it is applied, with the local reading: for measuring. */
  onDelta?: (delta: Delta, receivedAt: number) => void;
  /** A monotonic clock, milliseconds. */
  now?: () => number;
};

/** A live view of one floor: a store to subscribe to, kept in step over reconnects and gaps until it is closed. */
export type LiveBoard = {
  getState: () => LiveState;
  subscribe: (listener: () => void) => () => void;
  /** Another floor or window on the same connection. */
  choose: (scope: LiveScope) => void;
  /** A stamp of the server's clock (epoch ms) met elsewhere, such as a Date header: without one, a server that is late from the start would look punctual. */
  noteServerTime: (stamp: number) => void;
  /** Asks again after a refusal, which stands until the answer comes. */
  retry: () => void;
  close: () => void;
};

/** Opens a live view of a floor over Socket.IO (namespace `/wallboard`); never throws, what goes wrong shows in the state. */
export function openLiveBoard(options: LiveBoardOptions): LiveBoard {
  const now = options.now ?? (() => performance.now());
  const listeners = new Set<() => void>();
  let state: LiveState = {
    scope: { floor: options.floor, window: options.window },
    phase: { kind: 'connecting' },
    snapshot: null,
    receivedAt: null,
    clock: null,
  };
  let asked = 0;
  let awaitingSnapshot = true;
  let silence: ReturnType<typeof setTimeout> | undefined;
  let comeback: ReturnType<typeof setTimeout> | undefined;

  const set = (change: Partial<LiveState>): void => {
    state = { ...state, ...change };
    for (const listener of listeners) listener();
  };

  const socket: Socket<WallboardFromServer, WallboardFromClient> = io(`${options.url ?? ''}/wallboard`, {
    path: '/socket.io',
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    withCredentials: true,
    reconnectionDelay: 500,
    reconnectionDelayMax: 5_000,
    forceNew: true,
    ...(options.token === undefined ? {} : { auth: { token: options.token } }),
    ...(options.headers === undefined ? {} : { extraHeaders: options.headers }),
  });

  const ask = (): void => {
    asked += 1;
    const turn = asked;
    const { scope } = state;
    awaitingSnapshot = true;
    socket.timeout(PATIENCE_MS).emit('subscribe', scope, (timedOut: Error | null, answer) => {
      if (turn !== asked || !socket.connected) return;
      if (timedOut) socket.disconnect().connect();
      else if ('error' in answer) set({ phase: { kind: 'refused', refusal: { of: 'subscription', reason: answer.error } } });
    });
  };

  const listen = (): void => {
    clearTimeout(silence);
    silence = setTimeout(() => {
      if (!socket.connected || state.phase.kind === 'refused') return;
      ask();
      listen();
    }, PATIENCE_MS);
  };

  const isOurs = (news: { floorId: string; window: string }): boolean =>
    news.floorId === state.scope.floor && news.window === state.scope.window;

  const receive = (snapshot: Snapshot, at: number): void => {
    listen();
    set({ snapshot, receivedAt: at, clock: observeStamp(state.clock, stampOf(snapshot), at), phase: { kind: 'live' } });
  };

  socket.on('connect', () => {
    ask();
    listen();
  });
  socket.on('snapshot', (snapshot) => {
    if (!isOurs(snapshot)) return;
    awaitingSnapshot = false;
    receive(snapshot, now());
  });
  socket.on('delta', (delta) => {
    const at = now();
    options.onDelta?.(delta, at);
    if (state.snapshot === null || awaitingSnapshot) return;
    const outcome = applyDelta(state.snapshot, delta);
    if (outcome.kind === 'applied') receive(outcome.snapshot, at);
    else if (outcome.kind === 'gap') ask();
  });
  socket.on('alert', (news) => {
    options.onAlert?.(news, now());
    if (state.snapshot !== null) set({ snapshot: applyAlert(state.snapshot, news) });
  });
  socket.on('disconnect', (reason) => {
    asked += 1;
    clearTimeout(silence);
    set({ phase: state.snapshot === null ? { kind: 'connecting' } : { kind: 'disconnected' } });
    // A server that hangs up (a restart, a revoked token) is not called again by Socket.IO itself.
    if (reason === 'io server disconnect') comeback = setTimeout(() => socket.connect(), RETURN_MS);
  });
  socket.on('connect_error', (error) => {
    if (!socket.active) set({ phase: { kind: 'refused', refusal: { of: 'connection', reason: error.message } } });
    else if (state.snapshot !== null && state.phase.kind !== 'disconnected') set({ phase: { kind: 'disconnected' } });
  });

  return {
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    choose(scope) {
      if (scope.floor === state.scope.floor && scope.window === state.scope.window && state.phase.kind !== 'refused') return;
      const sameFloor = scope.floor === state.scope.floor;
      // Another window of the same floor: the old figures stay in sight, under their own window's name, until the new ones come.
      set({ scope, phase: { kind: 'connecting' }, ...(sameFloor ? {} : { snapshot: null, receivedAt: null }) });
      if (socket.connected) {
        ask();
        listen();
      } else if (!socket.active) socket.connect();
    },
    noteServerTime: (stamp) => set({ clock: observeStamp(state.clock, stamp, now()) }),
    retry() {
      if (socket.connected) ask();
      else socket.connect();
    },
    close() {
      clearTimeout(silence);
      clearTimeout(comeback);
      listeners.clear();
      socket.disconnect();
    },
  };
}

/** On an event-time floor `asOf` is no stamp of the server's clock. */
function stampOf(snapshot: Snapshot): number {
  return snapshot.floor.clock === 'event' ? Number.NaN : Date.parse(snapshot.asOf);
}
