import { type LiveBoard, openLiveBoard } from '@watchfloor/live-client/live-board';
import { spreadOf } from '../statistics.ts';
import { answerCommands } from './answer-command.ts';
import { markerInstant } from './floor-plan.ts';
import { WatchCommand, type WatchResult } from './watch-command.ts';

type Seen = { at: number; age: number; bytes: number };

let board: LiveBoard | undefined;
const markers = new Map<number, number>();
const deltas: Seen[] = [];
let gaps = 0;
let alerts = 0;
let lastSeq: number | null = null;

function open({ gateway, cookie, floor }: { gateway: string; cookie: string; floor: string }): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const live = openLiveBoard({
    url: gateway,
    floor,
    window: '5m',
    headers: { cookie },
    onAlert: () => alerts++,
    onDelta(delta) {
      const now = Date.now();
      if (lastSeq !== null && delta.seq !== lastSeq + 1) gaps++;
      lastSeq = delta.seq;
      for (const row of delta.waiting?.set ?? []) {
        const instant = markerInstant(row.conversationId);
        if (instant !== null && !markers.has(instant)) markers.set(instant, now - instant);
      }
      // One in ten is weighed: doing so costs as much as reading it.
      deltas.push({ at: now, age: now - Date.parse(delta.asOf), bytes: delta.seq % 10 === 0 ? JSON.stringify(delta).length : Number.NaN });
    },
  });
  board = live;
  live.subscribe(() => {
    const { phase } = live.getState();
    if (phase.kind === 'live') resolve();
    if (phase.kind === 'refused') reject(new Error(`the gateway refuses the wallboard: ${phase.refusal.reason}`));
  });
  return promise;
}

function report({ from, to }: { from: number; to: number }): WatchResult {
  const inside = deltas.filter(({ at }) => at >= from && at < to);
  const weighed = inside.map(({ bytes }) => bytes).filter((bytes) => !Number.isNaN(bytes));
  const mean = weighed.reduce((sum, bytes) => sum + bytes, 0) / Math.max(weighed.length, 1);
  return {
    lag: spreadOf([...markers].filter(([instant]) => instant >= from && instant < to).map(([, lag]) => lag)),
    age: spreadOf(inside.map(({ age }) => age)),
    deltas: inside.length,
    gaps,
    kilobytesASecond: Math.round((mean * inside.length) / 1024 / Math.max((to - from) / 1000, 1)),
    alerts,
    waiting: board?.getState().snapshot?.waiting.length ?? 0,
  };
}

answerCommands(async (command) => {
  const asked = WatchCommand.parse(command);
  return 'open' in asked ? open(asked.open) : report(asked.report);
});
