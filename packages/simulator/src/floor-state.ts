import { type Action, type Entry, plan } from './agenda.ts';
import type { DataInput, DemoEvent, DemoType } from './demo-event.ts';
import type { Random } from './random.ts';
import { roster, type Shop, type Team } from './roster.ts';

export type Agent = {
  id: string;
  name: string;
  team: Team;
  capacity: number;
  status: 'online' | 'away' | 'suspended';
  /** The conversation he is writing in: one after another, so that much to do makes a backlog. */
  writing?: string;
};

export type Conversation = {
  id: string;
  customer: string;
  customerName: string;
  shop: Shop;
  intent: Team;
  topic: string;
  stage: 'bot' | 'queued' | 'assigned';
  agent?: string;
  /** Since when the customer waits, and which wait this is. */
  waitingSince?: number;
  round: number;
  /** He will not get to it before: overlooked, or promised after a "稍等". */
  notBefore: number;
  turnsLeft: number;
};

export type Ticket = { id: string; kind: string; customer: string; conversation: string; agent?: string };

/** The demo floor between two steps; `run` keeps the ids of two runs apart. */
export type FloorState = {
  run: string;
  counted: { events: number; conversations: number; tickets: number };
  agents: Map<string, Agent>;
  conversations: Map<string, Conversation>;
  tickets: Map<string, Ticket>;
  agenda: Entry[];
};

/** A step's hold on the floor: its state, its draws, and the events it leaves behind. Times in epoch milliseconds. */
export type Step = {
  state: FloorState;
  random: Random;
  emit: <T extends DemoType>(at: number, type: T, subject: string, data: DataInput<T>) => void;
  plan: (at: number, action: Action) => void;
};

/** An empty floor with everybody on it. */
export const emptyFloor = (run: string): FloorState => ({
  run,
  counted: { events: 0, conversations: 0, tickets: 0 },
  agents: new Map(roster.map((agent) => [agent.id, { ...agent, status: 'online' }])),
  conversations: new Map(),
  tickets: new Map(),
  agenda: [],
});

/** Opens a step; its events gather in `events`. */
export function openStep(state: FloorState, random: Random): Step & { events: DemoEvent[] } {
  const events: DemoEvent[] = [];
  return {
    state,
    random,
    events,
    plan: (at, action) => plan(state.agenda, at, action),
    emit: (at, type, subject, data) => {
      state.counted.events += 1;
      events.push({
        specversion: '1.0',
        id: `${state.run}-${state.counted.events}`,
        source: '/demo',
        type: `io.watchfloor.${type}`,
        time: new Date(at).toISOString(),
        subject,
        data,
      });
    },
  };
}
