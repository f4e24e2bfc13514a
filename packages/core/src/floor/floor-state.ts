import type { LiveTicket } from '@watchfloor/contracts/fact';
import type { FloorEntry } from '@watchfloor/contracts/floor';
import type { Agent } from '../agent/agent-state.ts';
import type { Conversation } from '../conversation/state.ts';
import type { OrderKey } from '../order/order-key.ts';
import { LATENESS_BOUND_MS } from './lateness.ts';
import { type KeptSettings, noSettings } from './settings.ts';

/** What has come of the events of a floor. */
export type Counters = { applied: number; duplicates: number; late: number; ignored: number };

/** A subject of events: its state (null: none yet, or none any more) and the last event it has seen, in true order. */
export type Kept<State> = { state: State | null; last: OrderKey };

/** A floor as its keeper holds it. `through` is the greatest event time applied, epoch ms, 0 for none. */
export type FloorState = {
  /** What is set now; what was set when is in `settings`. */
  floor: FloorEntry;
  settings: KeptSettings;
  through: number;
  counters: Counters;
  conversations: Map<string, Kept<Conversation>>;
  tickets: Map<string, Kept<LiveTicket>>;
  agents: Map<string, Agent>;
  /** Agent id -> the last instant at which something depended on his state. */
  involved: Map<string, number>;
  /** Conversation -> when it was last looked at whether anybody was there, the latest looks last; only what a status may still overtake. */
  presence: Map<string, number>;
};

export const emptyFloor = (floor: FloorEntry): FloorState => ({
  floor,
  settings: noSettings(),
  through: 0,
  counters: { applied: 0, duplicates: 0, late: 0, ignored: 0 },
  conversations: new Map(),
  tickets: new Map(),
  agents: new Map(),
  involved: new Map(),
  presence: new Map(),
});

/** Notes on what agents a conversation depends, and whether on all of them, so that a late status finds it. */
export function noteInvolved(floor: FloorState, id: string, conversation: Conversation | null): void {
  if (conversation && conversation.phase !== 'unseen' && conversation.presenceAt !== null) {
    floor.presence.delete(id);
    floor.presence.set(id, conversation.presenceAt);
  }
  for (const [agentId, at] of conversation?.involved ?? []) {
    if (at > (floor.involved.get(agentId) ?? Number.NEGATIVE_INFINITY)) floor.involved.set(agentId, at);
  }
}

/** So long a status may still overtake a look: the lateness bound, and as much for a floor's time that runs ahead. */
const LOOKS_MS = 2 * LATENESS_BOUND_MS;

/** Forgets looks that no status can overtake any more. */
export function forgetLooks({ presence, through }: FloorState): void {
  for (const [id, at] of presence) if (at < through - LOOKS_MS) presence.delete(id);
}
