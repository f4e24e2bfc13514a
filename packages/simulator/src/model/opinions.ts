import { phrases } from './phrases.ts';
import { accountFor } from './roster.ts';
import type { Conversation, Person, Simulation } from './simulation.ts';

const RATES = 0.3;
const REVIEWS = 0.06;
const APPENDS = 0.25;
/** Whoever has waited longer than this in the talk is annoyed. */
const LONG_MS = 180_000;
const COMPLAINS = { content: 0.003, annoyed: 0.04 };
/** Of ten: how the content and the annoyed rate. */
const SCORES = { content: [5, 5, 5, 5, 5, 5, 5, 4, 4, 3], annoyed: [5, 4, 4, 3, 3, 2, 2, 1, 1, 1] } as const;

/** What a customer says of a talk afterwards: a rating at once, a review later, an appended one later still, a complaint in anger. */
export function opine(sim: Simulation, closedAt: number, conversation: Conversation, person: Person | null): void {
  if (!person) return;
  const { random } = sim;
  const { answered, gone, longestWaitMs, customer, shop } = conversation;
  const { id: agentId } = accountFor(person, shop.channel);
  const words = phrases[customer.language];
  const mood = longestWaitMs > LONG_MS ? 'annoyed' : 'content';
  if (random.chance(COMPLAINS[mood])) {
    sim.later(closedAt + random.between(30_000, 1_800_000), (now) =>
      sim.emit(now, 'complaint.filed', conversation, { agentId, text: random.pick(words.complaints) }),
    );
  }
  if (!answered || gone) return;
  const score = random.pick(SCORES[mood]);
  const comment = score > 3 ? words.praise : words.blame;
  if (random.chance(RATES))
    sim.later(closedAt + random.between(3_000, 60_000), (now) => sim.emit(now, 'rating.submitted', conversation, { score, agentId }));
  if (!random.chance(REVIEWS)) return;
  sim.later(closedAt + random.between(300_000, 7_200_000), (now) => {
    sim.emit(now, 'review.posted', conversation, { score, comment: random.pick(comment) });
    if (!random.chance(APPENDS)) return;
    sim.later(now + random.between(1_800_000, 14_400_000), (later) =>
      sim.emit(later, 'review.appended', conversation, { score, comment: random.pick(comment) }),
    );
  });
}
