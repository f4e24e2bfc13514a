import { wake } from './desk.ts';
import { accountFor, type Team } from './roster.ts';
import type { Conversation, Person, Simulation } from './simulation.ts';

type By = 'agent' | 'supervisor' | 'system' | 'platform';

/** Gives a waiting customer to the freest agent of his team, else puts him into the queue. */
export function assignOrQueue(sim: Simulation, at: number, conversation: Conversation, by: By = 'platform'): void {
  if (conversation.stage === 'closed') return;
  const person = freest(sim, conversation);
  if (person) assign(sim, at, conversation, person, by);
  else queue(sim, at, conversation);
}

function queue(sim: Simulation, at: number, conversation: Conversation): void {
  release(conversation);
  conversation.stage = 'queued';
  sim.queues[conversation.team].push(conversation);
  sim.emit(at, 'conversation.queued', conversation, { teamId: conversation.team });
}

/** From now on he is this agent's. */
export function assign(sim: Simulation, at: number, conversation: Conversation, person: Person, by: By): void {
  release(conversation);
  conversation.stage = 'assigned';
  conversation.person = person;
  person.held.add(conversation);
  person.lastAssignedAt = at;
  const { id: agentId } = accountFor(person, conversation.shop.channel);
  sim.emit(at, 'conversation.assigned', conversation, { agentId, teamId: person.team, by });
  tellWhetherFull(sim, at, person);
  wake(sim, Math.max(at, conversation.lastEventAt), person);
}

/** He has let go, or the talk is over; with a seat free again whoever has waited longest in the queue comes to it. */
export function freeSeat(sim: Simulation, at: number, conversation: Conversation): void {
  const { person } = conversation;
  release(conversation);
  if (!person) return;
  tellWhetherFull(sim, at, person);
  callNext(sim, at, person);
}

/** Takes somebody out of the queue, a moment later: a system is not at once where it is needed either. */
export function callNext(sim: Simulation, at: number, person: Person): void {
  if (!queueFor(sim, person)) return;
  sim.later(at + sim.random.between(300, 1_500), (now) => {
    const queue = queueFor(sim, person);
    if (!queue) return;
    const place = queue.findIndex((conversation) => hasSeat(person, conversation));
    const [conversation] = place < 0 ? [] : queue.splice(place, 1);
    if (!conversation) return;
    assign(sim, now, conversation, person, 'system');
    callNext(sim, now, person);
  });
}

/** Out of the queue without having come to anybody. */
export function leaveQueue(sim: Simulation, conversation: Conversation): void {
  const queue = sim.queues[conversation.team];
  const place = queue.indexOf(conversation);
  if (place >= 0) queue.splice(place, 1);
}

/** The agent with the most room, of his team if anybody of it is there; of equals the one who has waited longest for a customer. */
export function freest(sim: Simulation, conversation: Conversation, team: Team = conversation.team): Person | null {
  const own = sim.byTeam[team];
  const candidates = own.some(isHere) ? own : sim.byTeam[team === 'presales' ? 'aftersales' : 'presales'];
  let best: Person | null = null;
  let bestLoad = Number.POSITIVE_INFINITY;
  for (const person of candidates) {
    if (person === conversation.person || !hasSeat(person, conversation)) continue;
    const load = person.held.size;
    if (load > bestLoad || (load === bestLoad && best && person.lastAssignedAt >= best.lastAssignedAt)) continue;
    best = person;
    bestLoad = load;
  }
  return best;
}

const isHere = ({ status }: Person): boolean => status === 'online' || status === 'busy';

/** Room in the account that the customer would come to. */
function hasSeat(person: Person, { shop }: Conversation): boolean {
  if (person.status !== 'online') return false;
  const account = accountFor(person, shop.channel);
  if (person.accounts.length === 1) return person.held.size < account.seats;
  let taken = 0;
  for (const held of person.held) if (accountFor(person, held.shop.channel) === account) taken += 1;
  return taken < account.seats;
}

function queueFor(sim: Simulation, { team, status }: Person): Conversation[] | null {
  if (team === 'supervisors' || status !== 'online') return null;
  const own = sim.queues[team];
  if (own.length > 0) return own;
  const other = team === 'presales' ? 'aftersales' : 'presales';
  // Those of the other team are his when nobody of it is there.
  return sim.queues[other].length > 0 && !sim.byTeam[other].some(isHere) ? sim.queues[other] : null;
}

function release(conversation: Conversation): void {
  conversation.person?.held.delete(conversation);
  conversation.person = null;
}

/** The chat system shows busy while no seat is free, and online again when two are: one would flicker. */
function tellWhetherFull(sim: Simulation, at: number, person: Person): void {
  const seats = person.accounts.reduce((sum, account) => sum + account.seats, 0);
  const full = person.held.size >= seats;
  if (person.status === 'online' && full) setStatus(sim, at, person, 'busy');
  else if (person.status === 'busy' && person.held.size <= seats - 2) setStatus(sim, at, person, 'online');
}

/** All his accounts show it. */
export function setStatus(sim: Simulation, at: number, person: Person, status: Person['status']): void {
  person.status = status;
  for (const signIn of person.signIns) sim.emit(at, 'agent.status', signIn, { status });
}
