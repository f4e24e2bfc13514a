import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Alert } from '@watchfloor/contracts/alert';
import type { Delta, Snapshot } from '@watchfloor/contracts/live';
import type { Ack, Subscribe, WallboardFromClient, WallboardFromServer } from '@watchfloor/contracts/sockets';
import { type Namespace, Server, type Socket } from 'socket.io';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exampleSnapshot } from './example-snapshot.ts';
import { type LiveBoard, openLiveBoard } from './live-board.ts';
import type { LiveState } from './live-state.ts';

type Seat = Socket<WallboardFromClient, WallboardFromServer>;

/** A gateway of one room, spoken to over a real socket. */
async function openGateway() {
  const http = createServer();
  const io = new Server(http, { path: '/socket.io' });
  const room: Namespace<WallboardFromClient, WallboardFromServer> = io.of('/wallboard');
  const asked: Subscribe[] = [];
  let seat: Seat | undefined;
  let answer = (request: Subscribe): { ack: Ack; snapshot?: Snapshot } => ({
    ack: { ok: true },
    snapshot: exampleSnapshot({ floorId: request.floor, window: request.window ?? '5m', seq: 10 }),
  });
  room.use((socket, next) => next(socket.handshake.auth.token === 'wrong' ? new Error('no session') : undefined));
  room.on('connection', (socket) => {
    seat = socket;
    socket.on('subscribe', (request, ack) => {
      asked.push(request);
      const { ack: words, snapshot } = answer(request);
      ack(words);
      if (snapshot) socket.emit('snapshot', snapshot);
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    asked,
    sendDelta: (over: Partial<Delta>) => seat?.emit('delta', deltaOf(over)),
    sendAlert: (alert: Alert) => seat?.emit('alert', { type: 'fired', alert }),
    hangUp: () => seat?.disconnect(true),
    answerWith: (next: typeof answer) => {
      answer = next;
    },
    close: () => io.close(),
  };
}

const deltaOf = (over: Partial<Delta>): Delta => {
  const { floorId, window, seq, asOf, from, to } = exampleSnapshot();
  return { floorId, window, seq, asOf, from, to, ...over };
};

const until = (board: LiveBoard, holds: (state: LiveState) => boolean): Promise<LiveState> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (!holds(board.getState())) return;
      stop();
      resolve(board.getState());
    };
    const stop = board.subscribe(look);
    look();
  });

describe('a live board', () => {
  let gateway: Awaited<ReturnType<typeof openGateway>>;
  const boards: LiveBoard[] = [];
  const open = (token?: string): LiveBoard => {
    const board = openLiveBoard({ url: gateway.url, floor: 'demo', window: '5m', ...(token === undefined ? {} : { token }) });
    boards.push(board);
    return board;
  };

  beforeEach(async () => {
    gateway = await openGateway();
  });
  afterEach(async () => {
    for (const board of boards.splice(0)) board.close();
    await gateway.close();
  });

  it('shows the snapshot and then every delta', async () => {
    const board = open();
    await until(board, (state) => state.phase.kind === 'live');
    gateway.sendDelta({ seq: 11, asOf: '2026-11-11T02:00:00.250Z' });
    const state = await until(board, ({ snapshot }) => snapshot?.seq === 11);
    expect(state.snapshot?.asOf).toBe('2026-11-11T02:00:00.250Z');
    expect(gateway.asked).toEqual([{ floor: 'demo', window: '5m' }]);
  });

  it('asks again on a gap, and only once', async () => {
    const board = open();
    await until(board, (state) => state.phase.kind === 'live');
    gateway.answerWith(() => ({ ack: { ok: true }, snapshot: exampleSnapshot({ seq: 20 }) }));
    gateway.sendDelta({ seq: 13 });
    gateway.sendDelta({ seq: 14 });
    await until(board, ({ snapshot }) => snapshot?.seq === 20);
    gateway.sendDelta({ seq: 21 });
    await until(board, ({ snapshot }) => snapshot?.seq === 21);
    expect(gateway.asked).toHaveLength(2);
  });

  it('says so when the line drops, keeps the last figures, and comes back by itself', async () => {
    const board = open();
    await until(board, (state) => state.phase.kind === 'live');
    gateway.hangUp();
    const dropped = await until(board, (state) => state.phase.kind === 'disconnected');
    expect(dropped.snapshot?.seq).toBe(10);
    await until(board, (state) => state.phase.kind === 'live');
    expect(gateway.asked).toHaveLength(2);
  });

  it('takes an alert in before any delta brings it', async () => {
    const board = open();
    await until(board, (state) => state.phase.kind === 'live');
    gateway.sendAlert({ ...({} as Alert), id: 'al-1', floor: 'demo', state: 'firing' });
    const state = await until(board, ({ snapshot }) => snapshot?.alerts.length === 1);
    expect(state.snapshot?.alerts[0]?.id).toBe('al-1');
  });

  it('shows another window when told to', async () => {
    const board = open();
    await until(board, (state) => state.phase.kind === 'live');
    board.choose({ floor: 'demo', window: '1h' });
    const state = await until(board, ({ snapshot }) => snapshot?.window === '1h');
    expect(state.phase.kind).toBe('live');
  });

  it('gives the reason when the floor is refused', async () => {
    gateway.answerWith(() => ({ ack: { error: 'no such floor' } }));
    const state = await until(open(), ({ phase }) => phase.kind === 'refused');
    expect(state.phase).toEqual({ kind: 'refused', refusal: { of: 'subscription', reason: 'no such floor' } });
  });

  it('gives the reason when the connection is refused', async () => {
    const state = await until(open('wrong'), ({ phase }) => phase.kind === 'refused');
    expect(state.phase).toEqual({ kind: 'refused', refusal: { of: 'connection', reason: 'no session' } });
  });
});
