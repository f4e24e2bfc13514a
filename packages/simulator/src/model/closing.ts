import { ask } from './customers.ts';
import { opine } from './opinions.ts';
import { tradeAfter } from './orders.ts';
import { phrases } from './phrases.ts';
import { freeSeat, leaveQueue } from './routing.ts';
import { machineSays } from './say.ts';
import type { Conversation, Simulation } from './simulation.ts';

/** The chat system ends a talk in which nobody has said anything for so long. */
const IDLE_MS = 300_000;
const COMES_BACK = 0.06;

type Ending = { by: 'agent' | 'customer' | 'system'; reason: 'resolved' | 'abandoned' | 'timeout' };

/** Ends a talk and plans what follows from it: a closing text, a rating, an order, a customer who comes back. */
export function close(sim: Simulation, at: number, conversation: Conversation, ending: Ending): void {
  if (conversation.stage === 'closed') return;
  const { random } = sim;
  const { person, answered, gone } = conversation;
  leaveQueue(sim, conversation);
  conversation.stage = 'closed';
  // What a waiting customer had in mind has lost its sense; one who thinks it over may still come back with another question.
  if (conversation.waitingSince !== null) conversation.wait += 1;
  conversation.waitingSince = null;
  conversation.owedSince = null;
  sim.conversations.delete(conversation.id);
  sim.emit(at, 'conversation.closed', conversation, ending);
  const closedAt = Math.max(at, conversation.lastEventAt);
  freeSeat(sim, closedAt, conversation);
  if (ending.by === 'agent' && random.chance(0.6))
    machineSays(sim, closedAt + random.between(200, 1_500), conversation, 'auto', phrases[conversation.customer.language].closing);
  opine(sim, closedAt, conversation, person);
  if (!answered || gone) return;
  tradeAfter(sim, closedAt, conversation);
  if (!random.chance(COMES_BACK)) return;
  // Within ten minutes it is still the same matter, later a new one.
  const back = random.chance(0.5) ? random.between(30_000, 560_000) : random.between(700_000, 7_200_000);
  sim.later(closedAt + back, (now) => {
    if (conversation.stage === 'closed') ask(sim, now, conversation);
  });
}

/** Ends a talk that has gone quiet: the customer has left, or was answered and says nothing more. */
export function awaitTimeout(sim: Simulation, conversation: Conversation): void {
  if (conversation.timeoutPlanned) return;
  conversation.timeoutPlanned = true;
  sim.later(conversation.lastMessageAt + IDLE_MS, (now) => {
    conversation.timeoutPlanned = false;
    const quiet = conversation.gone || conversation.owedSince === null;
    if (conversation.stage === 'closed' || conversation.stage === 'bot' || !quiet) return;
    if (now < conversation.lastMessageAt + IDLE_MS) awaitTimeout(sim, conversation);
    else close(sim, now, conversation, { by: 'system', reason: 'timeout' });
  });
}
