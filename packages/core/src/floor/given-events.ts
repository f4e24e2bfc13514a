import type { DataOf, EventType, LoggedEvent } from '@watchfloor/contracts/event';
import type { Fact, FactOf } from '@watchfloor/contracts/fact';
import { defaultFloor, type FloorEntry } from '@watchfloor/contracts/floor';
import type { BatchOutcome } from './evolve-batch.ts';
import { emptyFloor, type FloorState } from './floor-state.ts';
import { RememberedFloor } from './remembered-floor.ts';

/** Epoch milliseconds of a time of day ("10:10:15", "10:10:15.250") on the day of every example. */
export const clock = (time: string): number => Date.parse(`2026-11-11T${time}Z`);

type About = { subject?: string; id?: string; received?: number };

/** One logged event of an example: received when it happened, about conversation `c1`, with an id of its own, unless said otherwise. */
export function event<T extends EventType>(
  type: T,
  time: string,
  data: DataOf<T>,
  { subject = 'c1', id, received }: About = {},
): LoggedEvent {
  const at = clock(time);
  const logged = {
    floor: 't/f',
    source: '/chat',
    id: id ?? `${type}@${time}@${subject}`,
    subject,
    time: at,
    received: received ?? at,
    type,
    data,
  };
  return logged as LoggedEvent;
}

export const asks = (time: string, about?: About) =>
  event('message.received', time, { customerId: 'u1', channel: 'tmall', shopId: 's1' }, about);
export const replies = (time: string, agentId: string, about?: About) => event('message.sent', time, { from: 'agent', agentId }, about);
export const assigned = (time: string, agentId: string, by: 'agent' | 'supervisor' | 'system' | 'platform' = 'system', about?: About) =>
  event('conversation.assigned', time, { agentId, by }, about);
export const botSays = (time: string, about?: About) => event('message.sent', time, { from: 'bot' }, about);
export const queued = (time: string, about?: About) => event('conversation.queued', time, {}, about);
export const requested = (time: string, about?: About) => event('conversation.human_requested', time, {}, about);
export const closes = (time: string, reason?: DataOf<'conversation.closed'>['reason'], about?: About) =>
  event('conversation.closed', time, reason ? { reason } : {}, about);
export const status = (
  time: string,
  agentId: string,
  state: DataOf<'agent.status'>['status'],
  more: Partial<DataOf<'agent.status'>> = {},
) => event('agent.status', time, { status: state, ...more }, { subject: agentId });

/** What came of the last event, and the floor after it. */
export type Told = {
  state: FloorState;
  facts: Fact[];
  retracts: Fact[];
  touched: Pick<BatchOutcome, 'agents' | 'conversations' | 'tickets'>;
  /** Why the last event changed nothing; null when it counted. */
  ignored: string | null;
  /** Facts of one kind that the last event gave. */
  of: <T extends Fact['type']>(type: T) => FactOf<T>[];
  /** Facts of one kind of the whole story. */
  all: <T extends Fact['type']>(type: T) => FactOf<T>[];
};

/** Given these events, when this one comes: the facts it gives and the floor after it. */
export function given(...before: LoggedEvent[]): { when: (event: LoggedEvent) => Told } {
  return givenOn({})(...before);
}

/** The same on a floor with other settings. */
export const givenOn =
  (settings: Partial<FloorEntry>) =>
  (...before: LoggedEvent[]): { when: (event: LoggedEvent) => Told } => ({
    when(last) {
      const floor = new RememberedFloor(emptyFloor({ ...defaultFloor('t', 'f'), ...settings }));
      const past = before.flatMap((earlier) => floor.take([earlier]).facts);
      const outcome = floor.take([last]);
      const { facts } = outcome;
      const ignored = facts.find((fact) => fact.type === 'event.ignored');
      return {
        facts,
        retracts: outcome.retracts,
        ignored: ignored?.type === 'event.ignored' ? ignored.reason : null,
        state: floor.state,
        touched: outcome,
        of: (type) => ofType(facts, type),
        all: (type) => ofType([...past, ...facts], type),
      };
    },
  });

const ofType = <T extends Fact['type']>(facts: Fact[], type: T): FactOf<T>[] =>
  facts.filter((fact): fact is FactOf<T> => fact.type === type);
