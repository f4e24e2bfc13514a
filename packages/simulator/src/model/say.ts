import type { Conversation, Simulation } from './simulation.ts';

const CARDS = ['image', 'order_card', 'product_card'] as const;
const SENDS_CARD = 0.04;

/** The customer writes something; whether it wants an answer is another matter. */
export function customerSays(sim: Simulation, at: number, conversation: Conversation, text: string): void {
  const { customer, shop, topic } = conversation;
  const { random } = sim;
  const said = random.chance(SENDS_CARD) ? { kind: random.pick(CARDS) } : { kind: 'text' as const, text };
  sim.emit(at, 'message.received', conversation, {
    customerId: customer.id,
    ...said,
    ...shop,
    topic,
  });
  counts(conversation, at);
}

/** An agent or a supervisor writes to the customer, from the account through which he came. */
export function humanSays(
  sim: Simulation,
  at: number,
  conversation: Conversation,
  said: { from: 'agent' | 'supervisor'; agentId: string; text: string },
): void {
  sim.emit(at, 'message.sent', conversation, said);
  counts(conversation, at);
}

/** A text that nobody has written: of the bot, or a welcome or closing text. */
export function machineSays(sim: Simulation, at: number, conversation: Conversation, from: 'bot' | 'auto', text: string): void {
  sim.emit(at, 'message.sent', conversation, { from, text });
}

function counts(conversation: Conversation, at: number): void {
  conversation.messagesLeft -= 1;
  conversation.lastMessageAt = Math.max(at, conversation.lastEventAt);
}
