import { close } from './closing.ts';
import { startWaiting } from './customers.ts';
import { phrases, questionOf } from './phrases.ts';
import { assignOrQueue } from './routing.ts';
import { customerSays, machineSays } from './say.ts';
import type { Conversation, Simulation } from './simulation.ts';

/** Most people want a human in the end; the rest are content with the machine. */
const CONTENT_WITH_BOT = 0.38;
const ANOTHER_QUESTION = 0.45;

/** A bot answers at once, for as long as that is good enough; then it hands over. */
export function talkToBot(sim: Simulation, at: number, conversation: Conversation): void {
  const { random } = sim;
  const words = phrases[conversation.customer.language];
  conversation.stage = 'bot';
  customerSays(sim, at, conversation, questionOf(random, conversation));
  let last = at + random.between(500, 1_200);
  sim.later(last, (now) => machineSays(sim, now, conversation, 'bot', words.botGreeting));
  while (random.chance(ANOTHER_QUESTION)) {
    const question = last + random.between(6_000, 30_000);
    last = question + random.between(500, 1_500);
    sim.later(question, (now) => customerSays(sim, now, conversation, random.pick(words.followUps)));
    sim.later(last, (now) => machineSays(sim, now, conversation, 'bot', random.pick(words.botAnswers)));
  }
  const decides = last + random.between(5_000, 25_000);
  if (random.chance(CONTENT_WITH_BOT)) sim.later(decides, (now) => close(sim, now, conversation, { by: 'system', reason: 'resolved' }));
  else sim.later(decides, (now) => askForHuman(sim, now, conversation));
}

function askForHuman(sim: Simulation, at: number, conversation: Conversation): void {
  const { random } = sim;
  customerSays(sim, at, conversation, phrases[conversation.customer.language].wantsHuman);
  sim.emit(at, 'conversation.human_requested', conversation, { teamId: conversation.team });
  conversation.stage = 'queued';
  startWaiting(sim, conversation.lastEventAt, conversation);
  sim.later(at + random.between(1_000, 4_000), (now) => {
    if (conversation.stage === 'closed') return;
    sim.emit(now, 'conversation.handed_over', conversation, { teamId: conversation.team });
    assignOrQueue(sim, conversation.lastEventAt, conversation);
  });
}
