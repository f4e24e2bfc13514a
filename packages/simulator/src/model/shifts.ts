import { minuteOfDay } from './day-curve.ts';
import { handBack, wake } from './desk.ts';
import { isOnDuty } from './roster.ts';
import { callNext, setStatus } from './routing.ts';
import type { Person, Simulation } from './simulation.ts';

/** A short break every two hours or so, a meal in the middle of the shift, an hour of training now and then. */
const BREAK_EVERY_MS = 6_600_000;
const MEAL_AFTER_MS = { from: 9_000_000, to: 16_200_000 };
/** So many of a team may be away at once. */
const AWAY_SHARE = 0.25;
/** Whoever owes so many answers takes no more customers until he has caught up. */
const TOO_MANY_OWED = 6;
const CAUGHT_UP = 2;
const TRY_AGAIN_MS = 30_000;

/** Those whose shift has begun sign in, those whose shift is over leave. Once a minute. */
export function changeShifts(sim: Simulation, at: number): void {
  const minute = minuteOfDay(sim.setup.zone, at);
  for (const person of sim.people) {
    const onDuty = isOnDuty(person, minute);
    if (onDuty && person.status === 'offline') signIn(sim, at + sim.random.between(0, 50_000), person);
    else if (!onDuty && person.status !== 'offline') goHome(sim, at + sim.random.between(0, 50_000), person);
  }
}

/** He is here from now on; breaks are planned. */
export function signIn(sim: Simulation, at: number, person: Person): void {
  // He counts from this minute on, else the next look would sign him in again.
  person.status = 'away';
  sim.later(at, (now) => {
    person.status = 'online';
    for (const [index, account] of person.signIns.entries()) {
      const { seats, channels } = person.accounts[index] ?? person.accounts[0];
      const name = index === 0 ? person.name : `${person.name} (${channels?.join(', ')})`;
      sim.emit(now, 'agent.status', account, {
        status: 'online',
        name,
        teamId: person.team,
        capacity: seats,
        ...(channels && { channels: [...channels] }),
      });
    }
    if (person.team === 'supervisors') return;
    callNext(sim, now, person);
    planBreaks(sim, now, person);
    watchBacklog(sim, now, person);
  });
}

/** At the end of the shift what is still open goes to the others, once the answer under way is sent. */
function goHome(sim: Simulation, at: number, person: Person): void {
  sim.later(at, (now) => {
    if (person.status === 'offline') return;
    if (person.writing) {
      goHome(sim, now + 2_000, person);
      return;
    }
    person.status = 'offline';
    for (const conversation of [...person.held]) handBack(sim, now, conversation);
    setStatus(sim, now, person, 'offline');
  });
}

function planBreaks(sim: Simulation, at: number, person: Person): void {
  const { random } = sim;
  const shortBreak = (now: number): void => {
    sim.later(now + random.exponential(BREAK_EVERY_MS), (then) => {
      if (person.status === 'offline') return;
      pause(sim, then, person, random.between(180_000, 600_000));
      shortBreak(then);
    });
  };
  shortBreak(at);
  sim.later(at + random.between(MEAL_AFTER_MS.from, MEAL_AFTER_MS.to), (now) =>
    pause(sim, now, person, random.between(1_500_000, 2_400_000)),
  );
}

/** He goes when his customers have their answers and the team can spare him; he tries for ten minutes. */
function pause(sim: Simulation, at: number, person: Person, ms: number, triesLeft = 20): void {
  if (person.status === 'offline' || person.status === 'away') return;
  if (!maySpare(sim, person) || person.writing || owed(person) > 0) {
    if (triesLeft > 0) sim.later(at + TRY_AGAIN_MS, (now) => pause(sim, now, person, ms, triesLeft - 1));
    return;
  }
  setStatus(sim, at, person, 'away');
  sim.later(at + ms, (now) => {
    if (person.status === 'away') comeBack(sim, now, person);
  });
}

/** Behind, he takes no new customers for a while; some forget to end it. */
function watchBacklog(sim: Simulation, at: number, person: Person): void {
  sim.later(at + TRY_AGAIN_MS, (now) => {
    if (person.status === 'offline') return;
    const { random } = sim;
    if (person.status === 'online' && owed(person) >= TOO_MANY_OWED && maySpare(sim, person) && random.chance(0.3)) {
      setStatus(sim, now, person, 'suspended');
      const forgets = random.chance(0.1) ? random.between(900_000, 2_000_000) : 0;
      sim.later(now + Math.max(120_000, forgets), (then) => catchUp(sim, then, person));
    }
    watchBacklog(sim, now, person);
  });
}

function catchUp(sim: Simulation, at: number, person: Person): void {
  if (person.status !== 'suspended') return;
  if (owed(person) <= CAUGHT_UP) comeBack(sim, at, person);
  else sim.later(at + TRY_AGAIN_MS, (now) => catchUp(sim, now, person));
}

function comeBack(sim: Simulation, at: number, person: Person): void {
  setStatus(sim, at, person, 'online');
  wake(sim, at, person);
  callNext(sim, at, person);
}

function maySpare({ byTeam }: Simulation, { team }: Person): boolean {
  const here = byTeam[team].filter(({ status }) => status !== 'offline');
  const away = here.filter(({ status }) => status === 'away' || status === 'suspended').length;
  return away + 1 <= Math.max(1, Math.floor(here.length * AWAY_SHARE));
}

function owed({ held }: Person): number {
  let count = 0;
  for (const { owedSince } of held) if (owedSince !== null) count += 1;
  return count;
}
