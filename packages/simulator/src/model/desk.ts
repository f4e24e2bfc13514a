import { awaitTimeout, close } from './closing.ts';
import { ask } from './customers.ts';
import { phrases } from './phrases.ts';
import { accountFor, type Team } from './roster.ts';
import { assign, assignOrQueue, freeSeat, freest } from './routing.ts';
import { customerSays, humanSays } from './say.ts';
import type { Conversation, Person, Simulation } from './simulation.ts';
import { maybeOpenTicket } from './tickets.ts';

/** Writing one reply; longer delays come from those who wait before. */
const REPLY_MEAN_MS = { good: 12_000, ordinary: 28_000 };
const REPLY_SIGMA = 0.8;
/** What a customer takes to read and to write again; a few come back when the talk has already been closed. */
const THINKING = { meanMs: 55_000, sigma: 0.9 };
/** People answer who has waited longest, but now and then who has just rung. */
const NEWEST_FIRST = 0.08;
const TRANSFER = 0.012;
const FILLER = 0.05;
const SECOND_MESSAGE = 0.15;
const NOTE = 0.03;
const TYPING_SHOWN = 0.3;

/** Takes up the next customer, unless he is away or already writing. */
export function wake(sim: Simulation, at: number, person: Person): void {
  if (person.writing || person.status === 'away' || person.status === 'offline') return;
  const conversation = next(sim, at, person);
  if (!conversation) return;
  const { random } = sim;
  const ms = random.lognormal(REPLY_MEAN_MS[sim.setup.quality], REPLY_SIGMA);
  person.writing = conversation;
  if (random.chance(TRANSFER)) {
    sim.later(at + ms / 3, (now) => put(sim, now, person, passOn));
    return;
  }
  if (random.chance(TYPING_SHOWN)) showTyping(sim, at, person, conversation);
  const promises = conversation.waitingSince !== null && random.chance(FILLER);
  const does = promises ? promise : answer;
  sim.counted.replies += 1;
  sim.counted.writingMs += ms;
  sim.later(at + ms, (now) => put(sim, now, person, does));
}

type Deed = (sim: Simulation, at: number, person: Person, conversation: Conversation) => void;

/** What he has written goes out, unless the customer is no longer his; then he turns to the next. */
function put(sim: Simulation, at: number, person: Person, deed: Deed): void {
  const conversation = person.writing;
  person.writing = null;
  if (conversation && conversation.stage === 'assigned' && conversation.person === person && conversation.owedSince !== null)
    deed(sim, at, person, conversation);
  wake(sim, at, person);
}

function next(sim: Simulation, at: number, person: Person): Conversation | null {
  let oldest: Conversation | null = null;
  let newest: Conversation | null = null;
  for (const conversation of person.held) {
    const since = conversation.owedSince;
    if (since === null || conversation.notBefore > at) continue;
    if (!oldest || since < (oldest.owedSince ?? 0)) oldest = conversation;
    if (!newest || since > (newest.owedSince ?? 0)) newest = conversation;
  }
  if (oldest === newest) return oldest;
  return sim.random.chance(NEWEST_FIRST) ? newest : oldest;
}

/** The usual answer. */
function answer(sim: Simulation, at: number, person: Person, conversation: Conversation): void {
  const { random } = sim;
  const { customer, intent } = conversation;
  const words = phrases[customer.language];
  const { id: agentId } = accountFor(person, conversation.shop.channel);
  if (random.chance(NOTE))
    sim.emit(at, 'message.sent', conversation, { from: 'agent', agentId, text: random.pick(words.notes), private: true });
  humanSays(sim, at, conversation, { from: 'agent', agentId, text: random.pick(words.answers[intent]) });
  settle(conversation, at);
  if (conversation.messagesLeft > 1 && random.chance(SECOND_MESSAGE)) {
    sim.later(at + random.between(2_000, 6_000), (now) => {
      if (conversation.stage !== 'assigned' || conversation.person !== person) return;
      humanSays(sim, now, conversation, { from: 'agent', agentId, text: random.pick(words.addenda) });
      settle(conversation, now);
    });
  }
  maybeOpenTicket(sim, at, conversation, person);
  goOn(sim, at, conversation);
}

/** He has been answered: nothing is owed to him. */
export function settle(conversation: Conversation, at: number): void {
  endWait(conversation, at);
  conversation.owedSince = null;
  conversation.answered = true;
}

/** What the customer does with an answer: asks on, says thank you, or has gone long ago. */
export function goOn(sim: Simulation, at: number, conversation: Conversation): void {
  const { random } = sim;
  awaitTimeout(sim, conversation);
  if (conversation.gone) return;
  const { wait } = conversation;
  if (conversation.messagesLeft > 0) {
    const thinking = random.lognormal(THINKING.meanMs, THINKING.sigma);
    sim.later(at + 2_000 + thinking, (now) => {
      if (conversation.wait === wait && !conversation.gone) ask(sim, now, conversation);
    });
  } else finish(sim, at, conversation);
}

/** The last words. */
function finish(sim: Simulation, at: number, conversation: Conversation): void {
  const { random } = sim;
  const thanksAt = at + random.between(4_000, 25_000);
  if (random.chance(0.5)) {
    sim.later(thanksAt, (now) => {
      if (conversation.stage === 'assigned' && conversation.waitingSince === null)
        customerSays(sim, now, conversation, random.pick(phrases[conversation.customer.language].thanks));
    });
  }
  const ending = random.next();
  // Some are closed by nobody: they end by the time-out.
  if (ending > 0.8) return;
  sim.later(thanksAt + random.between(1_000, 30_000), (now) => {
    // He has thought of something else.
    if (conversation.stage !== 'assigned' || conversation.waitingSince !== null) return;
    close(sim, now, conversation, { by: ending < 0.6 ? 'agent' : 'customer', reason: 'resolved' });
  });
}

/** He cannot answer at once and says so: the real answer follows, meanwhile he does others. */
function promise(sim: Simulation, at: number, person: Person, conversation: Conversation): void {
  const { random } = sim;
  const { id: agentId } = accountFor(person, conversation.shop.channel);
  humanSays(sim, at, conversation, { from: 'agent', agentId, text: random.pick(phrases[conversation.customer.language].fillers) });
  endWait(conversation, at);
  conversation.answered = true;
  conversation.notBefore = at + random.between(20_000, 120_000);
  sim.later(conversation.notBefore, (now) => wake(sim, now, person));
}

/** Not his to answer: he passes him on, unanswered, to a colleague or to the other team. */
function passOn(sim: Simulation, at: number, _person: Person, conversation: Conversation): void {
  const team: Team = sim.random.chance(0.5) ? conversation.team : otherTeam(conversation.team);
  const colleague = freest(sim, conversation, team);
  if (!colleague || colleague.team === 'supervisors') return;
  conversation.team = colleague.team;
  handTo(sim, at, conversation, colleague, 'agent');
}

const otherTeam = (team: Team): Team => (team === 'presales' ? 'aftersales' : 'presales');

/** From one agent to another; the seat that gets free is given to the next in the queue. */
export function handTo(sim: Simulation, at: number, conversation: Conversation, to: Person, by: 'agent' | 'supervisor' | 'system'): void {
  freeSeat(sim, at, conversation);
  assign(sim, at, conversation, to, by);
}

/** Back to nobody: whoever is free takes him. */
export function handBack(sim: Simulation, at: number, conversation: Conversation): void {
  freeSeat(sim, at, conversation);
  assignOrQueue(sim, at, conversation, 'system');
}

function endWait(conversation: Conversation, at: number): void {
  if (conversation.waitingSince === null) return;
  conversation.longestWaitMs = Math.max(conversation.longestWaitMs, at - conversation.waitingSince);
  conversation.waitingSince = null;
  conversation.wait += 1;
}

function showTyping(sim: Simulation, at: number, person: Person, conversation: Conversation): void {
  const { id } = accountFor(person, conversation.shop.channel);
  const signIn = person.signIns.find((account) => account.id === id);
  if (signIn) sim.emit(at, 'agent.typing', signIn, { conversationId: conversation.id });
}
