import type { LiveTicket } from '@watchfloor/contracts/fact';
import type { FloorEntry } from '@watchfloor/contracts/floor';
import type { Agent } from '../agent/agent-state.ts';
import type { Conversation } from '../conversation/state.ts';

/** What has come of the events of a floor. */
export type Counters = { applied: number; duplicates: number; late: number; ignored: number };

/** A floor as its keeper holds it. `through` is the greatest event time applied, epoch ms, 0 for none. */
export type FloorState = {
  floor: FloorEntry;
  through: number;
  counters: Counters;
  conversations: Map<string, Conversation>;
  tickets: Map<string, LiveTicket>;
  agents: Map<string, Agent>;
};

export const emptyFloor = (floor: FloorEntry): FloorState => ({
  floor,
  through: 0,
  counters: { applied: 0, duplicates: 0, late: 0, ignored: 0 },
  conversations: new Map(),
  tickets: new Map(),
  agents: new Map(),
});

/** Which parts of a floor an event changed, so that only those are written. */
export type Touched = { conversations: Set<string>; tickets: Set<string>; agents: Set<string> };
export const nothingTouched = (): Touched => ({ conversations: new Set(), tickets: new Set(), agents: new Set() });
