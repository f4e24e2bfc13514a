import type { Snapshot, WindowName } from '@watchfloor/contracts/live';
import type { ServerClock } from './server-clock.ts';

export type LiveScope = { floor: string; window: WindowName };

/** `connection`: the handshake was refused (no session, a revoked token). `subscription`: this floor was (unknown, or not to be read now). */
export type Refusal = { of: 'connection' | 'subscription'; reason: string };

/** `disconnected` and `refused` keep the last snapshot, which grows old in sight. */
export type LivePhase = { kind: 'connecting' } | { kind: 'live' } | { kind: 'disconnected' } | { kind: 'refused'; refusal: Refusal };

/** What a board knows. `receivedAt` is the local monotonic reading (ms) at the last snapshot or delta. Replaced, never changed in place. */
export type LiveState = {
  scope: LiveScope;
  phase: LivePhase;
  snapshot: Snapshot | null;
  receivedAt: number | null;
  clock: ServerClock | null;
};
