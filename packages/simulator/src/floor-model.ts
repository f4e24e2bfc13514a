import type { Action } from './agenda.ts';
import { arrive, ask, askForHuman, close, greet, handOver, leave, nudge, overlook, rate } from './customers.ts';
import type { DemoEvent } from './demo-event.ts';
import { pause, reply, resume, transfer, work } from './desk.ts';
import { emptyFloor, type FloorState, openStep, type Step } from './floor-state.ts';
import type { Random } from './random.ts';
import { roster } from './roster.ts';
import { assignTicket, openTicket, resolveTicket, touchTicket } from './tickets.ts';

const FIRST_CUSTOMERS = 14;
const FIRST_TICKETS = 5;
/** Customers of the first minute whom nobody sees for so long that a fresh board has something to show. */
const FIRST_OVERLOOKED = 2;

/**
 * Opens the demo floor: the agents come in, some customers and tickets are there at once.
 * @param now epoch milliseconds; begun some minutes in the past and stepped to the present, a fresh board is alive at once
 */
export function openFloor(run: string, now: number, random: Random): { state: FloorState; events: DemoEvent[] } {
  const state = emptyFloor(run);
  const step = openStep(state, random);
  for (const { id, name, team, capacity } of roster) {
    step.emit(now, 'agent.status', id, { status: 'online', name, teamId: team, capacity });
    step.plan(now + random.exponential(900_000), { kind: 'pause', agent: id });
  }
  for (let at = 0; at < FIRST_CUSTOMERS; at += 1) {
    arrive(step, now + at);
    // Each arrival plans the next one: only the last of them may.
    state.agenda = state.agenda.filter(({ action }) => action.kind !== 'arrive');
  }
  step.plan(now + 1_000, { kind: 'arrive' });
  const talks = [...state.conversations.values()].filter(({ intent, agent }) => intent === 'aftersales' && agent !== undefined);
  for (const talk of talks.slice(0, FIRST_TICKETS)) openTicket(step, now + 2, talk, talk.agent ?? 'a-he');
  for (const talk of talks.slice(0, FIRST_OVERLOOKED)) overlook(step, now, talk);
  return { state, events: step.events };
}

/** Lets the floor live until `now` (epoch milliseconds) and gives the events of that time in order; `state` is changed in place. */
export function stepFloor(state: FloorState, now: number, random: Random): DemoEvent[] {
  const step = openStep(state, random);
  for (let next = state.agenda[0]; next && next.at <= now; next = state.agenda[0]) {
    state.agenda.shift();
    happen(step, next.at, next.action);
  }
  return step.events.sort((a, b) => Date.parse(a.time) - Date.parse(b.time));
}

/** Closing time: nobody may be left waiting on a floor where nothing happens any more. */
export function closeFloor(state: FloorState, now: number, random: Random): DemoEvent[] {
  const step = openStep(state, random);
  for (const id of state.conversations.keys()) step.emit(now, 'conversation.closed', id, { by: 'system', reason: 'timeout' });
  for (const id of state.tickets.keys()) step.emit(now, 'ticket.resolved', id, {});
  for (const id of state.agents.keys()) step.emit(now, 'agent.status', id, { status: 'offline' });
  state.conversations.clear();
  state.tickets.clear();
  state.agenda = [];
  return step.events;
}

function happen(step: Step, at: number, action: Action): void {
  if (action.kind === 'arrive') arrive(step, at);
  else if (action.kind === 'rate') rate(step, at, action.conversation, action.agent);
  else if ('ticket' in action) happenToTicket(step, at, action);
  else if ('agent' in action) happenToAgent(step, at, action);
  else happenToConversation(step, at, action);
}

type TalkAction = Exclude<Action, { ticket: string } | { agent: string } | { kind: 'arrive' }>;

function happenToConversation(step: Step, at: number, action: TalkAction): void {
  const conversation = step.state.conversations.get(action.conversation);
  if (!conversation) return;
  // What was meant for an earlier wait of his has lost its sense.
  if ('round' in action && (action.round !== conversation.round || conversation.waitingSince === undefined)) return;
  switch (action.kind) {
    case 'ask':
      ask(step, at, conversation);
      break;
    case 'nudge':
      nudge(step, at, conversation);
      break;
    case 'leave':
      leave(step, at, conversation);
      break;
    case 'transfer':
      transfer(step, at, conversation);
      break;
    case 'greet':
      greet(step, at, conversation);
      break;
    case 'ask_for_human':
      askForHuman(step, at, conversation);
      break;
    case 'hand_over':
      handOver(step, at, conversation);
      break;
    case 'close':
      close(step, at, conversation, action.by);
      break;
  }
}

function happenToAgent(step: Step, at: number, action: Extract<Action, { kind: 'work' | 'reply' | 'pause' | 'resume' }>): void {
  const agent = step.state.agents.get(action.agent);
  if (!agent) return;
  switch (action.kind) {
    case 'work':
      work(step, at, agent);
      break;
    case 'reply':
      reply(step, at, agent, step.state.conversations.get(action.conversation), action.round);
      break;
    case 'pause':
      pause(step, at, agent);
      break;
    case 'resume':
      resume(step, at, agent);
      break;
  }
}

function happenToTicket(step: Step, at: number, action: Extract<Action, { ticket: string }>): void {
  const ticket = step.state.tickets.get(action.ticket);
  if (!ticket) return;
  switch (action.kind) {
    case 'assign_ticket':
      assignTicket(step, at, ticket);
      break;
    case 'touch_ticket':
      touchTicket(step, at, ticket);
      break;
    case 'resolve_ticket':
      resolveTicket(step, at, ticket);
      break;
  }
}
