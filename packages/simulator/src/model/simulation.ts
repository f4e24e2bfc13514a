import type { EventType } from '@watchfloor/contracts/event';
import { TYPE_PREFIX } from '@watchfloor/contracts/event';
import { Agenda, type Happening } from './agenda.ts';
import { type Random, seededRandom } from './random.ts';
import { type Employee, rosterOf, type Team } from './roster.ts';
import type { Setup } from './setup.ts';
import type { Shop } from './shop.ts';
import type { DataInput, SimulatedEvent } from './simulated-event.ts';

export type Language = 'zh-CN' | 'zh-TW' | 'en';
/** What events are about. Those of one subject never share an instant, so that their order is never in doubt. */
export type Subject = { id: string; lastEventAt: number };

/** Somebody of the roster as he is now. */
export type Person = Employee & {
  status: 'online' | 'busy' | 'away' | 'suspended' | 'offline';
  /** The conversation he is writing in: one after another, so that much to do makes a backlog. */
  writing: Conversation | null;
  held: Set<Conversation>;
  lastAssignedAt: number;
  signIns: Subject[];
};

export type Customer = { id: string; name: string; language: Language; shop: Shop };

export type Conversation = Subject & {
  customer: Customer;
  shop: Shop;
  team: Team;
  intent: Team;
  topic: string;
  stage: 'bot' | 'queued' | 'assigned' | 'closed';
  person: Person | null;
  /** Since when the customer waits for an answer, and which wait of his this is. */
  waitingSince: number | null;
  wait: number;
  longestWaitMs: number;
  /** Since when the agent owes an answer: he still does after a "稍等". */
  owedSince: number | null;
  /** He will not get to it before: overlooked, or looking something up. */
  notBefore: number;
  /** A human has answered. */
  answered: boolean;
  /** He has left without a word; nobody knows yet. */
  gone: boolean;
  /** How many more messages the talk will have, both sides. */
  messagesLeft: number;
  lastMessageAt: number;
  timeoutPlanned: boolean;
};

export type Ticket = Subject & { kind: string; customer: string; conversation: string; person: Person };
export type Order = Subject & { customer: Customer; amount: string; items: number; open: boolean };

/** What the simulation knows of itself, for tests and reports; times in milliseconds. */
export type Counted = {
  events: number;
  conversations: number;
  tickets: number;
  orders: number;
  left: number;
  leftSilently: number;
  replies: number;
  writingMs: number;
};

/** A floor at work. Pure: its time is what it is told, its chances come from the seed. */
export type Simulation = {
  readonly setup: Setup;
  readonly run: string;
  readonly random: Random;
  readonly people: readonly Person[];
  readonly byTeam: Record<Person['team'], Person[]>;
  /** Open ones, by id. */
  readonly conversations: Map<string, Conversation>;
  readonly tickets: Map<string, Ticket>;
  readonly queues: Record<Team, Conversation[]>;
  readonly recentOrders: Order[];
  readonly counted: Counted;
  readonly agenda: Agenda;
  /** Events that have happened and were not taken away yet, in order. */
  readonly happened: SimulatedEvent[];
  later(at: number, happen: Happening): void;
  /** Says what happens to a subject at an instant, or a millisecond after the last thing that did. */
  emit<T extends EventType>(at: number, type: T, subject: Subject, data: DataInput<T>): void;
};

/** A floor on which nothing has happened yet and nothing is planned. `run` keeps the ids of two runs apart. */
export function emptySimulation(setup: Setup, run: string): Simulation {
  const random = seededRandom(setup.seed);
  const people: Person[] = rosterOf(setup, random).map((employee) => ({
    ...employee,
    status: 'offline',
    writing: null,
    held: new Set(),
    lastAssignedAt: 0,
    signIns: employee.accounts.map(({ id }) => ({ id, lastEventAt: 0 })),
  }));
  const of = (team: Person['team']) => people.filter((person) => person.team === team);
  const agenda = new Agenda();
  const happened: SimulatedEvent[] = [];
  const counted: Counted = {
    events: 0,
    conversations: 0,
    tickets: 0,
    orders: 0,
    left: 0,
    leftSilently: 0,
    replies: 0,
    writingMs: 0,
  };
  return {
    setup,
    run,
    random,
    people,
    byTeam: { presales: of('presales'), aftersales: of('aftersales'), supervisors: of('supervisors') },
    conversations: new Map(),
    tickets: new Map(),
    queues: { presales: [], aftersales: [] },
    recentOrders: [],
    counted,
    agenda,
    happened,
    later: (at, happen) => agenda.plan(Math.round(at), happen),
    emit: (wanted, type, subject, data) => {
      const at = Math.max(Math.round(wanted), subject.lastEventAt + 1);
      subject.lastEventAt = at;
      // Through the agenda, so that events come out in the order of their times.
      agenda.plan(at, () => {
        counted.events += 1;
        happened.push({
          specversion: '1.0',
          id: `${run}-${counted.events}`,
          source: SOURCE,
          type: TYPE_PREFIX + type,
          time: new Date(at).toISOString(),
          subject: subject.id,
          data,
        });
      });
    },
  };
}

export const SOURCE = '/simulator';
