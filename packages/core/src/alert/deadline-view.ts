import type { Fact, FactBatch } from '@watchfloor/contracts/fact';
import type { FloorEntry } from '@watchfloor/contracts/floor';
import type { Transition } from './decide.ts';
import { type Due, FloorDeadlines, type Folding, type NameAlert } from './floor-deadlines.ts';
import { factName } from './stretch-fact.ts';

/** Tells whether a part of a floor's snapshot holds the facts of this batch already. */
export type IsPast = (floorKey: string, part: 'conversations' | 'tickets') => boolean;

const nothingIsPast: IsPast = () => false;

/** The deadlines of every floor of a partition. */
export class DeadlineView {
  readonly #nameAlert: NameAlert;
  readonly #floors = new Map<string, FloorDeadlines>();

  constructor(nameAlert: NameAlert) {
    this.#nameAlert = nameAlert;
  }

  get floors(): IterableIterator<FloorDeadlines> {
    return this.#floors.values();
  }

  floor(key: string): FloorDeadlines | undefined {
    return this.#floors.get(key);
  }

  /** Adds a floor that came to event time `through` (0: none yet). */
  add(floor: FloorEntry, through = 0): FloorDeadlines {
    const deadlines = new FloorDeadlines(floor, through, this.#nameAlert);
    this.#floors.set(deadlines.key, deadlines);
    return deadlines;
  }

  /** Folds the facts of one commit; gives what they make certain. Facts of an unknown floor that is not configured in them are left out. */
  fold(batch: FactBatch, folding: Folding, isPast: IsPast = nothingIsPast): Transition[] {
    const transitions: Transition[] = [];
    for (const { floor: key, through, retracts = [], facts } of batch.floors) {
      const isOld = (fact: Fact) => isPast(key, fact.type.startsWith('ticket.') ? 'tickets' : 'conversations');
      const { old = [], fresh = [] } = Object.groupBy(retracts, (fact) => (isOld(fact) ? 'old' : 'fresh'));
      if (old.length > 0) transitions.push(...(this.#floors.get(key)?.retractPast(old, facts, folding.now) ?? []));
      const taken = fresh.length > 0 ? this.#floors.get(key)?.retract(fresh, facts, folding) : undefined;
      transitions.push(...(taken?.transitions ?? []));
      for (const fact of facts) {
        if (fact.type === 'floor.configured' && !this.#floors.has(key)) this.add(fact.floor);
        const floor = this.#floors.get(key);
        if (!floor || taken?.over.has(factName(fact) ?? '')) continue;
        transitions.push(...(isOld(fact) ? floor.foldPast(fact, folding) : floor.fold(fact, folding)));
      }
      transitions.push(...(this.#floors.get(key)?.advance(through) ?? []));
    }
    return transitions;
  }

  /** Of the floors on the wall clock, the one with the earliest deadline, with at most `count` of those that have come at `now`; null: none has. */
  due(now: number, count: number): { floor: FloorDeadlines; due: Due[] } | null {
    const floor = this.#earliest();
    const due = floor?.due(now, count) ?? [];
    return floor && due.length > 0 ? { floor, due } : null;
  }

  /** The next deadline on the wall clock, epoch ms, or null. */
  next(): number | null {
    return this.#earliest()?.next() ?? null;
  }

  #earliest(): FloorDeadlines | undefined {
    let earliest: FloorDeadlines | undefined;
    let instant = Number.POSITIVE_INFINITY;
    for (const floor of this.#floors.values()) {
      const next = floor.onWallClock ? floor.next() : null;
      if (next === null || next >= instant) continue;
      earliest = floor;
      instant = next;
    }
    return earliest;
  }
}
