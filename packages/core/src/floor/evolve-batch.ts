import type { LoggedEvent } from '@watchfloor/contracts/event';
import type { Fact, LiveTicket } from '@watchfloor/contracts/fact';
import { type Agent, endedStates, liveAgent, settled, unknownAgent, withStatuses } from '../agent/agent-state.ts';
import { type Conversation, liveConversation } from '../conversation/state.ts';
import { minuteOf, orderKeyOf } from '../order/order-key.ts';
import { difference, type Past, repair } from '../order/repair.ts';
import { ignoredFact, type Machine } from '../order/subject-machine.ts';
import { holdersOf, personOf, turnedBetween } from './account-map.ts';
import { type FloorState, forgetLooks, type Kept, noteInvolved } from './floor-state.ts';
import { holdAnew, newAgent, withSettings } from './know-agent.ts';
import { TOO_LATE } from './lateness.ts';
import { byPerson, conversationMachine, ticketMachine } from './machines.ts';
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
  const agents: AgentsBefore = { before: new Map(), through: floor.through };
  for (const setting of plan.settings) {
    const change = takeSetting(floor, setting);
    if (!change) continue;
    outcome.settings.push({ kind: change.kind, key: change.key });
    outcome.facts.push(change.fact);
    for (const [id, agent] of agentsSet(floor, change)) changeAgent(floor, agents, id, agent);
  }
  const { through } = agents;
  floor.through = plan.through;
  for (const event of plan.late) outcome.facts.push(ignoredFact(event, TOO_LATE));
  takeStatuses(floor, plan, agents);
  for (const id of turnedBetween(floor.settings, through, plan.through)) {
    const agent = floor.agents.get(id);
    if (agent) changeAgent(floor, agents, id, agent);
  }
  tellAgents(floor, agents, outcome);
  meetAgents(floor, plan, through, outcome);

  const known = (id: string) => floor.agents.get(id);
  const then = (id: string) => agents.before.get(id) ?? known(id);
  const rulesAt = (at: number) => rulesOf(settingsAt(floor, at).floor);
  const personAt = (account: string, at: number) => personOf(floor.settings, account, at);
  const conversations = {
    kept: floor.conversations,
    machines: {
      before: byPerson(
        conversationMachine({ find: then, everybody: () => [...floor.agents.keys()].flatMap((id) => then(id) ?? []) }, rulesAt),
        personAt,
      ),
      after: byPerson(conversationMachine({ find: known, everybody: () => floor.agents.values() }, rulesAt), personAt),
    },
    touched: outcome.conversations,
  };
  const ofTickets = byPerson(ticketMachine, personAt);
  const tickets = { kept: floor.tickets, machines: { before: ofTickets, after: ofTickets }, touched: outcome.tickets };
  for (const subject of new Set([...plan.subjects.keys(), ...plan.wanted.keys()])) {
    const task = { subject, fresh: plan.subjects.get(subject) ?? [], past: pasts.get(subject) };
    if (subject.startsWith('c:')) {
      const wasLive = isLive(floor.conversations.get(subject.slice(2))?.state);
      const kept = evolveSubject(conversations, task, outcome);
      if (!kept) continue;
      noteInvolved(floor, subject.slice(2), kept.state);
      if (wasLive || isLive(kept.state)) outcome.facts.push(presentConversation(subject.slice(2), kept));
    } else {
      const wasLive = floor.tickets.get(subject.slice(2))?.state;
      const kept = evolveSubject(tickets, task, outcome);
      if (kept && (wasLive || kept.state)) outcome.facts.push(presentTicket(subject.slice(2), kept));
    }
  }
  forgetLooks(floor);
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

/** Agents that a batch changes, as they were before it; and the floor's time then. */
type AgentsBefore = { before: Map<string, Agent>; through: number };

function changeAgent(floor: FloorState, { before }: AgentsBefore, id: string, agent: Agent): void {
  if (!before.has(id)) before.set(id, floor.agents.get(id) ?? unknownAgent(id));
  floor.agents.set(id, agent);
}

/** Whom a setting is about, as they are with it. */
function agentsSet(floor: FloorState, { kind, key }: SettingChange): Iterable<[string, Agent]> {
  if (kind === 'account') return holdAnew(floor, key);
  const agent = kind === 'person' ? floor.agents.get(key) : undefined;
  return agent ? [[key, withSettings(agent, floor.settings)]] : [];
}

/** Takes in changes of status of accounts: of everybody whose they ever are, for it may be told only later whose one was when. */
function takeStatuses(floor: FloorState, plan: BatchPlan, agents: AgentsBefore): void {
  for (const { subject, time, source, id: eventId, type, data } of plan.statuses) {
    const change = { time, source, id: eventId, type, subject, data };
    for (const id of holdersOf(floor.settings, subject))
      changeAgent(floor, agents, id, withStatuses(floor.agents.get(id) ?? newAgent(floor.settings, id), [change]));
  }
}

/**
 * Tells what agents are now and what states they have left; what came late may part a state that was told as one. What is settled of an agent is so by
 * the floor's time before the batch: a batch may hold hours, and its conversations ask for what held at their own instants.
 */
function tellAgents(floor: FloorState, { before, through }: AgentsBefore, outcome: BatchOutcome): void {
  for (const [id, old] of before) {
    const agent = floor.agents.get(id) ?? old;
    const told = { facts: endedStates(old, through), retracts: [] };
    const { facts, retracts } = difference(told, { facts: endedStates(agent, floor.through), retracts: [] });
    outcome.facts.push(...facts);
    outcome.retracts.push(...retracts);
    floor.agents.set(id, settled(agent, { through, now: floor.through }));
    outcome.agents.add(id);
    pushAgent(floor, id, floor.through, outcome, liveAgent(old) !== null);
  }
}

/** Agents that events speak of are known from then on, whatever comes of the event. */
function meetAgents(floor: FloorState, plan: BatchPlan, through: number, outcome: BatchOutcome): void {
  for (const [name, events] of plan.subjects) {
    if (name.startsWith('t:')) continue;
    for (const { data, time } of events) {
      if (!('agentId' in data) || data.agentId === undefined) continue;
      const id = personOf(floor.settings, data.agentId, time);
      if (floor.agents.has(id)) continue;
      floor.agents.set(id, settled(newAgent(floor.settings, id), { through, now: floor.through }));
      outcome.agents.add(id);
      pushAgent(floor, id, time, outcome);
    }
  }
}

/** Says what an agent is now: one whose account is somebody else's now, is not there any more. */
function pushAgent(floor: FloorState, id: string, at: number, outcome: BatchOutcome, wasThere = false): void {
  const agent = floor.agents.get(id);
  const live = agent ? liveAgent(agent) : null;
  if (live) outcome.facts.push({ type: 'agent.changed', at, agent: live });
  else if (wasThere) outcome.facts.push({ type: 'agent.removed', at, agentId: id });
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
