import { assignOrQueue, freeSeat } from './desk.ts';
import type { Conversation, Step } from './floor-state.ts';
import { botGreeting, customerNames, followUps, nudges, questions, thanks } from './phrases.ts';
import { shops, type Team } from './roster.ts';

const ARRIVAL_MEAN_MS = 11_000;
const RUSH_EVERY_MS = 480_000;
const RUSH_MS = 60_000;
const PATIENCE_MS = { presales: 120_000, aftersales: 240_000 };

/** A customer comes: to a bot now and then, else to a person; and the next one is on the way. */
export function arrive(step: Step, at: number): void {
  const { random, state } = step;
  const rush = at % RUSH_EVERY_MS < RUSH_MS;
  step.plan(at + random.exponential(rush ? ARRIVAL_MEAN_MS / 3 : ARRIVAL_MEAN_MS), { kind: 'arrive' });
  const conversation = newConversation(step);
  state.conversations.set(conversation.id, conversation);
  const { customer: customerId, customerName, shop, intent, topic } = conversation;
  step.emit(at, 'conversation.opened', conversation.id, { customerId, customerName, ...shop, teamId: intent, intent, topic });
  if (conversation.stage === 'bot') {
    say(step, at, conversation, questionOf(step, conversation));
    step.plan(at + 900, { kind: 'greet', conversation: conversation.id });
    step.plan(
      at + random.between(8_000, 25_000),
      random.chance(0.35)
        ? { kind: 'close', conversation: conversation.id, by: 'system' }
        : { kind: 'ask_for_human', conversation: conversation.id },
    );
  } else {
    wait(step, at, conversation, questionOf(step, conversation));
    assignOrQueue(step, at, conversation);
  }
}

/** He has another question; now and then it is for somebody else. */
export function ask(step: Step, at: number, conversation: Conversation): void {
  wait(step, at, conversation, step.random.pick(followUps));
  const { id, agent, round, notBefore } = conversation;
  if (step.random.chance(0.04)) step.plan(at + step.random.between(2_000, 20_000), { kind: 'transfer', conversation: id, round });
  else if (agent !== undefined) step.plan(Math.max(at, notBefore), { kind: 'work', agent });
}

/** Still no answer: he asks whether anybody is there. */
export function nudge(step: Step, at: number, conversation: Conversation): void {
  say(step, at, conversation, step.random.pick(nudges));
}

/** He has had enough; most go without a word. */
export function leave(step: Step, at: number, conversation: Conversation): void {
  if (step.random.chance(0.3)) say(step, at, conversation, '算了,不等了');
  step.emit(at + 1, 'conversation.closed', conversation.id, { by: 'customer', reason: 'abandoned' });
  end(step, at + 1, conversation);
}

export function greet(step: Step, at: number, conversation: Conversation): void {
  step.emit(at, 'message.sent', conversation.id, { from: 'bot', text: botGreeting });
}

export function askForHuman(step: Step, at: number, conversation: Conversation): void {
  step.emit(at, 'conversation.human_requested', conversation.id, { teamId: conversation.intent });
  step.plan(at + step.random.between(1_000, 4_000), { kind: 'hand_over', conversation: conversation.id });
}

export function handOver(step: Step, at: number, conversation: Conversation): void {
  step.emit(at, 'conversation.handed_over', conversation.id, { teamId: conversation.intent });
  startWaiting(step, at, conversation);
  assignOrQueue(step, at + 1, conversation);
}

/** The end of a talk; some customers rate it, some buy. */
export function close(step: Step, at: number, conversation: Conversation, by: 'agent' | 'customer' | 'system'): void {
  const { random } = step;
  if (random.chance(0.5)) say(step, at - 2_000 * random.next(), conversation, random.pick(thanks));
  step.emit(at, 'conversation.closed', conversation.id, { by, reason: 'resolved' });
  const { agent } = conversation;
  if (agent !== undefined && conversation.intent === 'presales' && random.chance(0.3)) buy(step, at + 1, conversation);
  if (agent !== undefined && random.chance(0.3))
    step.plan(at + random.between(3_000, 40_000), { kind: 'rate', conversation: conversation.id, agent });
  end(step, at, conversation);
}

export function rate(step: Step, at: number, conversation: string, agentId: string): void {
  const score = step.random.pick([5, 5, 5, 5, 5, 5, 4, 4, 3, 2, 1]);
  step.emit(at, 'rating.submitted', conversation, { score, agentId });
}

function buy(step: Step, at: number, { customer: customerId, id }: Conversation): void {
  const orderId = id.replace('demo-', 'order-');
  const order = { orderId, customerId, amount: step.random.between(39, 399).toFixed(2), currency: 'CNY', items: 1 };
  step.emit(at, 'order.created', orderId, order);
  step.emit(at + 1, 'order.paid', orderId, { ...order, kind: 'full' as const });
}

function end(step: Step, at: number, conversation: Conversation): void {
  step.state.conversations.delete(conversation.id);
  freeSeat(step, at, conversation.agent);
}

function wait(step: Step, at: number, conversation: Conversation, text: string): void {
  say(step, at, conversation, text);
  startWaiting(step, at, conversation);
}

function startWaiting({ random, plan }: Step, at: number, conversation: Conversation): void {
  conversation.round += 1;
  conversation.waitingSince = at;
  // Now and then an agent overlooks somebody: that is what the board is for.
  conversation.notBefore = random.chance(0.02) ? at + random.between(110_000, 260_000) : at;
  const { id, round, intent } = conversation;
  plan(at + random.between(60_000, 110_000), { kind: 'nudge', conversation: id, round });
  plan(at + 30_000 + random.exponential(PATIENCE_MS[intent]) * 2, { kind: 'leave', conversation: id, round });
}

/** His agent does not see him for some minutes. */
export function overlook(step: Step, at: number, conversation: Conversation): void {
  conversation.notBefore = at + step.random.between(250_000, 320_000);
  if (conversation.agent !== undefined) step.plan(conversation.notBefore, { kind: 'work', agent: conversation.agent });
}

function say(step: Step, at: number, { id, customer, topic, shop }: Conversation, text: string): void {
  step.emit(at, 'message.received', id, { customerId: customer, text, kind: 'text', ...shop, topic });
}

function newConversation({ state, random }: Step): Conversation {
  state.counted.conversations += 1;
  const intent: Team = random.chance(0.55) ? 'presales' : 'aftersales';
  const number = state.counted.conversations;
  return {
    id: `demo-${state.run}-${number}`,
    customer: `customer-${state.run}-${number}`,
    customerName: random.pick(customerNames),
    shop: random.pick(shops),
    intent,
    topic: random.pick(questions[intent]).topic,
    stage: random.chance(0.15) ? 'bot' : 'queued',
    round: 0,
    notBefore: 0,
    turnsLeft: Math.max(1, Math.round(random.lognormal(5, 0.6))),
  };
}

function questionOf({ random }: Step, { intent, topic }: Conversation): string {
  const about = questions[intent].find((question) => question.topic === topic) ?? questions[intent][0];
  return random.pick(about.texts);
}
