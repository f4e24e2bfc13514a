import { goOn, handTo, settle } from './desk.ts';
import { phrases } from './phrases.ts';
import { freest } from './routing.ts';
import { humanSays } from './say.ts';
import type { Conversation, Person, Simulation } from './simulation.ts';

const EVERY_MS = 15_000;
/** Supervisors step in before the limit of 180 s, if they see it. */
const TOO_LONG_MS = 120_000;
const SEES_IT = 0.35;
const MOVES_HIM = 0.7;

/** Supervisors look over the floor: whoever has waited long is given to a colleague, or answered by the supervisor himself. */
export function patrol(sim: Simulation, at: number): void {
  sim.later(at + EVERY_MS, (now) => {
    const free = sim.byTeam.supervisors.filter(({ status, writing }) => status === 'online' && !writing);
    if (free.length > 0) {
      const late = longestWaits(sim, now, free.length);
      for (const [index, supervisor] of free.entries()) {
        const conversation = late[index];
        if (conversation && sim.random.chance(SEES_IT)) stepIn(sim, now, supervisor, conversation);
      }
    }
    patrol(sim, now);
  });
}

function stepIn(sim: Simulation, at: number, supervisor: Person, conversation: Conversation): void {
  const { random } = sim;
  const colleague = random.chance(MOVES_HIM) ? freest(sim, conversation) : null;
  if (colleague) handTo(sim, at, conversation, colleague, 'supervisor');
  else answerHimself(sim, at, supervisor, conversation);
}

function answerHimself(sim: Simulation, at: number, supervisor: Person, conversation: Conversation): void {
  const { random } = sim;
  supervisor.writing = conversation;
  sim.later(at + random.between(8_000, 40_000), (now) => {
    supervisor.writing = null;
    if (conversation.stage !== 'assigned' || conversation.owedSince === null || supervisor.status === 'offline') return;
    const { customer, intent } = conversation;
    humanSays(sim, now, conversation, {
      from: 'supervisor',
      agentId: supervisor.id,
      text: random.pick(phrases[customer.language].answers[intent]),
    });
    settle(conversation, now);
    goOn(sim, now, conversation);
  });
}

/** Assigned ones whom nobody is writing to, the longest wait first. */
function longestWaits({ conversations }: Simulation, at: number, most: number): Conversation[] {
  const late: Conversation[] = [];
  for (const conversation of conversations.values()) {
    const { waitingSince, stage, person, notBefore } = conversation;
    if (waitingSince === null || stage !== 'assigned' || at - waitingSince < TOO_LONG_MS) continue;
    if (person?.writing !== conversation && notBefore <= at) late.push(conversation);
  }
  return late.sort((a, b) => (a.waitingSince ?? 0) - (b.waitingSince ?? 0)).slice(0, most);
}
