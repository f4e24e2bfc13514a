import type { Agent, Conversation, Step } from './floor-state.ts';
import { answers, fillers } from './phrases.ts';
import { openTicket } from './tickets.ts';

const REPLY_MEAN_MS = 15_000;
const REPLY_SIGMA = 0.8;
const THINKING_MEAN_MS = 24_000;

/** Gives a waiting customer to the freest agent of his team, else puts him into the queue. */
export function assignOrQueue(step: Step, at: number, conversation: Conversation): void {
  const agent = freest(step, conversation.intent);
  if (agent) {
    assign(step, at, conversation, agent, 'platform');
    return;
  }
  conversation.stage = 'queued';
  step.emit(at, 'conversation.queued', conversation.id, { teamId: conversation.intent });
}

/** A seat is free: whoever has waited longest in the queue of the team takes it. */
export function freeSeat(step: Step, at: number, agentId: string | undefined): void {
  const agent = agentId === undefined ? undefined : step.state.agents.get(agentId);
  if (!agent || !hasSeat(step, agent)) return;
  const next = oldest([...step.state.conversations.values()].filter(({ stage, intent }) => stage === 'queued' && intent === agent.team));
  if (next) assign(step, at + 1, next, agent, 'system');
}

/** The agent passes him on, unanswered, to a colleague who has a seat; without one he keeps him. */
export function transfer(step: Step, at: number, conversation: Conversation): void {
  const from = conversation.agent;
  const colleague = freest(step, conversation.intent, from);
  if (colleague) assign(step, at, conversation, colleague, 'agent');
  else if (from !== undefined) step.plan(at, { kind: 'work', agent: from });
  if (colleague) freeSeat(step, at, from);
}

/** Takes up the customer who has waited longest, unless he is away or already writing. */
export function work(step: Step, at: number, agent: Agent): void {
  if (agent.status !== 'online' || agent.writing !== undefined) return;
  const next = oldest(held(step, agent).filter(({ notBefore }) => notBefore <= at));
  if (!next) return;
  agent.writing = next.id;
  const ms = 1_500 + step.random.lognormal(REPLY_MEAN_MS, REPLY_SIGMA);
  step.plan(at + ms, { kind: 'reply', agent: agent.id, conversation: next.id, round: next.round });
}

/** He sends what he wrote, unless the customer has gone meanwhile, and turns to the next. */
export function reply(step: Step, at: number, agent: Agent, conversation: Conversation | undefined, round: number): void {
  delete agent.writing;
  if (conversation && conversation.agent === agent.id && conversation.round === round && conversation.waitingSince !== undefined) {
    if (conversation.notBefore < at && step.random.chance(0.05)) promise(step, at, agent, conversation);
    else answer(step, at, agent, conversation);
  }
  work(step, at, agent);
}

/** A break; those who wait for him go on waiting. */
export function pause(step: Step, at: number, agent: Agent): void {
  agent.status = step.random.chance(0.75) ? 'away' : 'suspended';
  step.emit(at, 'agent.status', agent.id, { status: agent.status });
  step.plan(at + step.random.between(40_000, 150_000), { kind: 'resume', agent: agent.id });
}

export function resume(step: Step, at: number, agent: Agent): void {
  agent.status = 'online';
  step.emit(at, 'agent.status', agent.id, { status: 'online' });
  step.plan(at + step.random.exponential(900_000), { kind: 'pause', agent: agent.id });
  work(step, at, agent);
  freeSeat(step, at, agent.id);
}

/** He cannot answer at once and says so: the real answer follows. */
function promise(step: Step, at: number, agent: Agent, conversation: Conversation): void {
  step.emit(at, 'message.sent', conversation.id, { from: 'agent', agentId: agent.id, text: step.random.pick(fillers) });
  conversation.round += 1;
  conversation.notBefore = at + step.random.between(20_000, 60_000);
  step.plan(conversation.notBefore, { kind: 'work', agent: agent.id });
}

function answer(step: Step, at: number, agent: Agent, conversation: Conversation): void {
  const { random } = step;
  step.emit(at, 'message.sent', conversation.id, { from: 'agent', agentId: agent.id, text: random.pick(answers) });
  delete conversation.waitingSince;
  conversation.turnsLeft -= 1;
  const { id } = conversation;
  if (conversation.intent === 'aftersales' && random.chance(0.07)) openTicket(step, at + 1, conversation, agent.id);
  if (conversation.turnsLeft > 0) step.plan(at + 3_000 + random.exponential(THINKING_MEAN_MS), { kind: 'ask', conversation: id });
  else step.plan(at + random.between(6_000, 20_000), { kind: 'close', conversation: id, by: random.chance(0.8) ? 'agent' : 'customer' });
}

function assign(step: Step, at: number, conversation: Conversation, agent: Agent, by: 'agent' | 'system' | 'platform'): void {
  conversation.stage = 'assigned';
  conversation.agent = agent.id;
  step.emit(at, 'conversation.assigned', conversation.id, { agentId: agent.id, teamId: agent.team, by });
  step.plan(Math.max(at, conversation.notBefore), { kind: 'work', agent: agent.id });
}

const held = ({ state }: Step, agent: Agent): Conversation[] =>
  [...state.conversations.values()].filter((conversation) => conversation.agent === agent.id);

const hasSeat = (step: Step, agent: Agent): boolean => agent.status === 'online' && held(step, agent).length < agent.capacity;

function freest(step: Step, team: Agent['team'], except?: string): Agent | undefined {
  const free = [...step.state.agents.values()].filter((agent) => agent.team === team && agent.id !== except && hasSeat(step, agent));
  return free.sort((a, b) => held(step, a).length / a.capacity - held(step, b).length / b.capacity)[0];
}

/** The longest wait of those that wait at all. */
function oldest(conversations: Conversation[]): Conversation | undefined {
  const waiting = conversations.filter(({ waitingSince }) => waitingSince !== undefined);
  return waiting.sort((a, b) => (a.waitingSince ?? 0) - (b.waitingSince ?? 0))[0];
}
