import { z } from 'zod';
import type { AlertNews } from './alert.ts';
import { FloorId } from './floor.ts';
import type { Receipt } from './ingest.ts';
import { type Delta, type Snapshot, WindowName } from './live.ts';

export const Subscribe = z.object({ floor: FloorId, window: WindowName.default('5m') }).meta({ id: 'Subscribe' });
export type Subscribe = z.input<typeof Subscribe>;

/** `{ok: true}` or the reason in words. */
export type Ack = { ok: true } | { error: string };

/** Namespace `/wallboard`. After `subscribe` the server sends `snapshot`, then deltas; a gap in `seq` makes the client subscribe again. */
export type WallboardFromServer = {
  snapshot: (snapshot: Snapshot) => void;
  delta: (delta: Delta) => void;
  alert: (news: AlertNews) => void;
};
export type WallboardFromClient = {
  subscribe: (request: Subscribe, ack: (answer: Ack) => void) => void;
  unsubscribe: (ack: (answer: Ack) => void) => void;
};

/** Namespace `/ingest` on the ingest port: handshake `auth: {token: <ingest key>}`; one event or an array of them. */
export type IngestFromClient = {
  events: (body: unknown, ack: (answer: Receipt | { error: string; retryAfterMs?: number }) => void) => void;
};
