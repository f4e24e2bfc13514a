import { arrive } from './customers.ts';
import { arrivalsPerMinute, minuteOfDay } from './day-curve.ts';
import { wake } from './desk.ts';
import { patrol } from './patrol.ts';
import { isOnDuty } from './roster.ts';
import { setStatus } from './routing.ts';
import { runOf } from './run-of.ts';
import type { Setup } from './setup.ts';
import { changeShifts, signIn } from './shifts.ts';
import type { SimulatedEvent } from './simulated-event.ts';
import { emptySimulation, type Simulation } from './simulation.ts';
import { openTicket } from './tickets.ts';

const MINUTE = 60_000;

/** What a floor that has just opened has already to do, so that a fresh board is alive at once. */
export type Crowd = { customers: number; tickets: number; overlooked: number };
const NOBODY: Crowd = { customers: 0, tickets: 0, overlooked: 0 };
const CROWD_OF_MINUTES = 6;
/** Agents to an open ticket. */
const AGENTS_PER_TICKET = 3;
/** Events of one subject come a millisecond apart: what has happened by now is told by then. */
const SAME_MOMENT_MS = 20;
const THRONG_MS = 45_000;
/** So long nobody sees those who are overlooked: past the limit of 180 s, whatever the seed. */
const OVERLOOKED_MS = { from: 240_000, to: 330_000 };
const OVERLOOKED_EVERY_MS = 60_000;

/** Opens a floor at its `begin`: whoever is on duty signs in, customers come from then on. Nothing has happened until it is stepped. */
export function openFloor(setup: Setup, crowd: Crowd = NOBODY): Simulation {
  const { begin, zone } = setup;
  const sim = emptySimulation(setup, runOf(setup, crowd));
  const minute = minuteOfDay(zone, begin);
  for (const person of sim.people) if (isOnDuty(person, minute)) signIn(sim, begin, person);
  comeIn(sim, crowd);
  sim.later(begin, (at) => nextMinute(sim, at));
  patrol(sim, begin);
  return sim;
}

/** About what a floor of this setup has to do when it has been open for a while. */
export function crowdOf(setup: Setup): Crowd {
  const customers = Math.ceil(arrivalsPerMinute(setup, minuteOfDay(setup.zone, setup.begin)) * CROWD_OF_MINUTES);
  return { customers, tickets: Math.ceil(setup.agents / AGENTS_PER_TICKET), overlooked: 0 };
}

/** Lets the floor live until `now` (epoch milliseconds), and takes what has happened since the last step, in order. */
export function stepFloor(sim: Simulation, now: number): SimulatedEvent[] {
  sim.agenda.runUntil(now);
  return sim.happened.splice(0);
}

/** Closing time, at once: nobody may be left waiting on a floor where nothing happens any more. */
export function closeFloor(sim: Simulation, now: number): SimulatedEvent[] {
  const events = stepFloor(sim, now + SAME_MOMENT_MS);
  sim.agenda.clear();
  for (const conversation of sim.conversations.values())
    sim.emit(now, 'conversation.closed', conversation, { by: 'system', reason: 'timeout' });
  for (const ticket of sim.tickets.values()) sim.emit(now, 'ticket.resolved', ticket, {});
  for (const person of sim.people) if (person.status !== 'offline') setStatus(sim, now, person, 'offline');
  sim.conversations.clear();
  sim.tickets.clear();
  return [...events, ...stepFloor(sim, Number.POSITIVE_INFINITY)];
}

/** Customers come at random, as many as the hour has; people come and go. */
function nextMinute(sim: Simulation, at: number): void {
  const end = Math.floor(at / MINUTE + 1) * MINUTE;
  const expected = arrivalsPerMinute(sim.setup, minuteOfDay(sim.setup.zone, at)) * ((end - at) / MINUTE);
  for (let left = sim.random.poisson(expected); left > 0; left -= 1)
    sim.later(sim.random.between(at, end - 1), (now) => void arrive(sim, now));
  changeShifts(sim, at);
  sim.later(end, (now) => nextMinute(sim, now));
}

/** Those who are there already: customers in a throng, tickets of some of them, and a few whom nobody sees in time. */
function comeIn(sim: Simulation, { customers, tickets, overlooked }: Crowd): void {
  const { begin } = sim.setup;
  for (let n = 0; n < customers; n += 1) sim.later(begin + 1_000 + (THRONG_MS * n) / customers, (now) => void arrive(sim, now));
  for (let n = 0; n < overlooked; n += 1) sim.later(begin + 1_000 + OVERLOOKED_EVERY_MS * n, (now) => overlook(sim, now));
  sim.later(begin + THRONG_MS, (now) => {
    const talks = sim.byTeam.aftersales.flatMap((person) => [...person.held].slice(0, 1).map((conversation) => ({ conversation, person })));
    for (const { conversation, person } of talks.slice(0, tickets)) openTicket(sim, now, conversation, person);
  });
}

/** A customer comes whom his agent does not see for some minutes. */
function overlook(sim: Simulation, at: number): void {
  const conversation = arrive(sim, at, false);
  conversation.notBefore = at + sim.random.between(OVERLOOKED_MS.from, OVERLOOKED_MS.to);
  sim.later(conversation.notBefore, (now) => {
    if (conversation.person) wake(sim, now, conversation.person);
  });
}
