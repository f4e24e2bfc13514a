import type { LoggedEvent } from '@watchfloor/contracts/event';
import type { Fact, LiveTicket } from '@watchfloor/contracts/fact';
import { type Agent, endedStates, liveAgent, unknownAgent, withStatus } from '../agent/agent-state.ts';
import { type Conversation, liveConversation } from '../conversation/state.ts';
import { minuteOf, orderKeyOf } from '../order/order-key.ts';
import { difference, type Past, repair } from '../order/repair.ts';
import { ignoredFact, type Machine } from '../order/subject-machine.ts';
import { type FloorState, type Kept, noteInvolved } from './floor-state.ts';
import { TOO_LATE } from './lateness.ts';
import { conversationMachine, ticketMachine } from './machines.ts';
import type { BatchPlan, SubjectName } from './plan-batch.ts';
import { rulesOf } from './rules.ts';
import { type SettingChange, takeSetting } from './settings.ts';
import { settingsAt } from './settings-at.ts';

/**
 * What a batch did to a floor. `retracts` take back facts that earlier commits asserted; fold them first.
 * `tails` and `checkpoints` are what repairing a later disorder needs: new events by subject, and states before the first event of a minute (JSON).
 */
export type BatchOutcome = {
  retracts: Fact[];
  facts: Fact[];
  conversations: Set<string>;
  tickets: Set<string>;
  agents: Set<string>;
  settings: Pick<SettingChange, 'kind' | 'key'>[];
  tails: { subject: SubjectName; event: LoggedEvent }[];
  checkpoints: { subject: SubjectName; minute: number; state: string }[];
};

/**
 * Takes a batch into a floor; changes the floor in place. Pure: no clock, no I/O. `pasts` holds the past of the subjects the plan wants; one
 * that is missing (kept no longer) is evolved from where it stands. The outcome is the same for any order and any cut into batches.
 */
export function evolveBatch(floor: FloorState, plan: BatchPlan, pasts: ReadonlyMap<SubjectName, Past>): BatchOutcome {
  const outcome: BatchOutcome = {
    retracts: [],
    facts: [],
    conversations: new Set(),
    tickets: new Set(),
    agents: new Set(),
    settings: [],
    tails: [],
    checkpoints: [],
  };
  for (const setting of plan.settings) {
    const change = takeSetting(floor, setting);
    if (!change) continue;
    outcome.settings.push({ kind: change.kind, key: change.key });
    outcome.facts.push(change.fact);
  }
  const through = floor.through;
  floor.through = plan.through;
  for (const event of plan.late) outcome.facts.push(ignoredFact(event, TOO_LATE));
  const before = new Map<string, Agent>();
  tellStates(floor, plan, outcome);
  takeStatuses(floor, plan, { before, through }, outcome);
  meetAgents(floor, plan, outcome);

  const known = (id: string) => floor.agents.get(id);
  const rulesAt = (at: number) => rulesOf(settingsAt(floor, at).floor);
  const conversations = {
    kept: floor.conversations,
    machines: { before: conversationMachine((id) => before.get(id) ?? known(id), rulesAt), after: conversationMachine(known, rulesAt) },
    touched: outcome.conversations,
  };
  const tickets = { kept: floor.tickets, machines: { before: ticketMachine, after: ticketMachine }, touched: outcome.tickets };
  for (const subject of new Set([...plan.subjects.keys(), ...plan.wanted.keys()])) {
    const task = { subject, fresh: plan.subjects.get(subject) ?? [], past: pasts.get(subject) };
    if (subject.startsWith('c:')) {
      const wasLive = isLive(floor.conversations.get(subject.slice(2))?.state);
      const kept = evolveSubject(conversations, task, outcome);
      if (!kept) continue;
      noteInvolved(floor, kept.state);
      if (wasLive || isLive(kept.state)) outcome.facts.push(presentConversation(subject.slice(2), kept));
    } else {
      const wasLive = floor.tickets.get(subject.slice(2))?.state;
      const kept = evolveSubject(tickets, task, outcome);
      if (kept && (wasLive || kept.state)) outcome.facts.push(presentTicket(subject.slice(2), kept));
    }
  }
  count(floor, plan, outcome);
  return outcome;
}

type Kind<State> = { kept: Map<string, Kept<State>>; machines: { before: Machine<State>; after: Machine<State> }; touched: Set<string> };
type Task = { subject: SubjectName; fresh: LoggedEvent[]; past: Past | undefined };

function evolveSubject<State>(kind: Kind<State>, { subject, fresh, past }: Task, outcome: BatchOutcome): Kept<State> | null {
  const id = subject.slice(2);
  for (const event of fresh) outcome.tails.push({ subject, event });
  let kept: Kept<State>;
  if (past) {
    const { state, last, retracts, facts, checkpoints } = repair(past, fresh, kind.machines);
    kept = { state, last };
    outcome.retracts.push(...retracts);
    outcome.facts.push(...facts);
    for (const [minute, text] of checkpoints) outcome.checkpoints.push({ subject, minute, state: text });
  } else {
    const next = followOn(kind.kept.get(id), fresh, kind.machines.after, (minute, state) =>
      outcome.checkpoints.push({ subject, minute, state }),
    );
    if (!next) return null;
    kept = next.kept;
    outcome.facts.push(...next.facts);
    outcome.retracts.push(...next.retracts);
  }
  kind.kept.set(id, kept);
  kind.touched.add(id);
  return kept;
}

/** The common case: everything new comes after everything known. */
function followOn<State>(
  kept: Kept<State> | undefined,
  fresh: LoggedEvent[],
  machine: Machine<State>,
  checkpoint: (minute: number, state: string) => void,
): { kept: Kept<State>; facts: Fact[]; retracts: Fact[] } | null {
  let state: State | null = kept ? kept.state : null;
  let minute = kept ? minuteOf(kept.last.time) : Number.NEGATIVE_INFINITY;
  const facts: Fact[] = [];
  const retracts: Fact[] = [];
  for (const event of fresh) {
    if (minuteOf(event.time) > minute) {
      minute = minuteOf(event.time);
      checkpoint(minute, JSON.stringify(state));
    }
    const evolved = machine(state, event);
    state = evolved.state;
    for (const fact of evolved.facts) facts.push(fact);
    for (const fact of evolved.retracts ?? []) takeBack(fact, facts, retracts);
  }
  const last = fresh.at(-1);
  return last ? { kept: { state, last: orderKeyOf(last) }, facts, retracts } : null;
}

/** A fact that was said in this very batch is not said at all; an earlier one is retracted. */
function takeBack(fact: Fact, facts: Fact[], retracts: Fact[]): void {
  const text = JSON.stringify(fact);
  const mine = facts.findLastIndex((said) => said.type === fact.type && JSON.stringify(said) === text);
  if (mine < 0) retracts.push(fact);
  else facts.splice(mine, 1);
}

/** What states agents have left, now that more changes are known; one that came late may part a state that was told as one. */
function tellStates(floor: FloorState, plan: BatchPlan, outcome: BatchOutcome): void {
  for (const [id, changes] of Map.groupBy(plan.statuses, ({ subject }) => subject)) {
    const agent = floor.agents.get(id) ?? unknownAgent(id);
    const told = { facts: endedStates(agent), retracts: [] };
    const { facts, retracts } = difference(told, { facts: endedStates(agent, changes), retracts: [] });
    outcome.facts.push(...facts);
    outcome.retracts.push(...retracts);
  }
}

/**
 * Takes in changes of status; `before` keeps the agents as they were known until now. What is settled of an agent is so by the floor's time before the
 * batch (`through`): a batch may hold hours, and its conversations ask for what held at their own instants.
 */
function takeStatuses(
  floor: FloorState,
  plan: BatchPlan,
  { before, through }: { before: Map<string, Agent>; through: number },
  outcome: BatchOutcome,
): void {
  for (const status of plan.statuses) {
    const id = status.subject;
    const agent = floor.agents.get(id) ?? unknownAgent(id);
    if (!before.has(id)) before.set(id, agent);
    const { time, source, type, data } = status;
    floor.agents.set(id, withStatus(agent, { time, source, id: status.id, type, data }, through));
    outcome.agents.add(id);
  }
  for (const id of before.keys()) pushAgent(floor, id, plan.through, outcome);
}

/** Agents that events speak of are known from then on, whatever comes of the event. */
function meetAgents(floor: FloorState, plan: BatchPlan, outcome: BatchOutcome): void {
  for (const [name, events] of plan.subjects) {
    if (name.startsWith('t:')) continue;
    for (const { data, time } of events) {
      const id = 'agentId' in data ? data.agentId : undefined;
      if (id === undefined || floor.agents.has(id)) continue;
      floor.agents.set(id, unknownAgent(id));
      outcome.agents.add(id);
      pushAgent(floor, id, time, outcome);
    }
  }
}

function pushAgent(floor: FloorState, id: string, at: number, outcome: BatchOutcome): void {
  const agent = floor.agents.get(id);
  if (agent) outcome.facts.push({ type: 'agent.changed', at, agent: liveAgent(agent) });
}

const isLive = (state: Conversation | null | undefined): boolean => state?.phase === 'open';

function presentConversation(conversationId: string, { state, last }: Kept<Conversation>): Fact {
  const conversation = state ? liveConversation(state) : null;
  return conversation
    ? { type: 'conversation.changed', at: last.time, conversation }
    : { type: 'conversation.removed', at: last.time, conversationId };
}

function presentTicket(ticketId: string, { state, last }: Kept<LiveTicket>): Fact {
  return state ? { type: 'ticket.changed', at: last.time, ticket: { ...state } } : { type: 'ticket.removed', at: last.time, ticketId };
}

const ignoredIn = (facts: Fact[]): number => facts.reduce((n, fact) => (fact.type === 'event.ignored' ? n + 1 : n), 0);

function count(floor: FloorState, plan: BatchPlan, outcome: BatchOutcome): void {
  const { counters } = floor;
  let events = plan.late.length + plan.statuses.length + plan.others;
  for (const list of plan.subjects.values()) events += list.length;
  counters.applied += events;
  counters.late += plan.late.length;
  counters.ignored += ignoredIn(outcome.facts) - plan.late.length - ignoredIn(outcome.retracts);
}
