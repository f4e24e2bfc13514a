import type { Cut, Fact } from '@watchfloor/contracts/fact';
import type { Figures } from '@watchfloor/contracts/figures';
import { type WindowName, windowMs } from '@watchfloor/contracts/live';
import type { Measure, Range } from '../measure/measures-of.ts';
import { binCode, type Code, countCode, HANDLED, sumCode } from '../window/codes.ts';
import { Contacts } from '../window/contacts.ts';
import { BOTH, LONGEST_S, type Parts, Series } from '../window/series.ts';
import { StateTimes, type Stay } from '../window/state-times.ts';
import { type SubjectKey, subjectsOf } from '../window/subject.ts';
import { tellWindows } from '../window/tell-windows.ts';
import type { Vector } from '../window/vector.ts';

type SubjectWindows = { key: SubjectKey; number: number; series: Series; states: StateTimes };

/** What of an instant (epoch ms) is new to whom folds: a copy that was read may have some of it. */
export type IsNew = { seconds: (at: number) => boolean; hours: (at: number) => boolean };
const EVERYTHING: IsNew = { seconds: () => true, hours: () => true };

/** So often states that no window reaches any more are forgotten, seconds. */
const FORGET_EVERY_S = 600;

/** The windows of all subjects of a floor. `onChange` hears whose figures may have changed. */
export class FloorWindows {
  readonly #bySubject = new Map<SubjectKey, SubjectWindows>();
  readonly #byNumber: SubjectWindows[] = [];
  readonly #onChange: (subject: SubjectKey) => void;
  readonly #contacts = new Contacts((subject, second, n) => {
    const found = this.#byNumber[subject];
    if (!found) return;
    found.series.add(second, HANDLED, n);
    this.#onChange(found.key);
  });
  /** Where the windows end, and where the day began, epoch seconds. */
  #to = Number.NEGATIVE_INFINITY;
  #day = Number.NEGATIVE_INFINITY;
  #forgotAt = Number.NEGATIVE_INFINITY;

  constructor(onChange: (subject: SubjectKey) => void) {
    this.#onChange = onChange;
  }

  /** Folds what a fact adds, or with `sign` -1 takes back what a retracted one had added; only what is new. */
  fold(fact: Fact, sign: 1 | -1, isNew: IsNew = EVERYTHING): void {
    tellWindows(fact, sign, {
      add: (subject, at, code, n) => {
        const parts = isNew === EVERYTHING ? BOTH : { seconds: isNew.seconds(at), today: isNew.hours(at) };
        this.#add(subject, at, code, n, parts);
      },
      reply: ({ at, cut, customerId: customer, conversationId }) =>
        isNew.hours(at) && this.putReply(cut, { customer, unnamed: customer === conversationId, second: Math.floor(at / 1000) }, sign),
      state: ({ at: to, from, status, cut }) => isNew.hours(to) && this.putStay(cut, { status, from, to }, sign),
    });
  }

  /** Adds one measure, or takes it back. */
  measure(measure: Measure, sign: 1 | -1): void {
    const { subject, at } = measure;
    if (measure.kind === 'count') this.#add(subject, at, countCode(measure.name), sign * measure.n, BOTH);
    else if (measure.kind === 'length') {
      this.#add(subject, at, sumCode(measure.name), sign * measure.ms, BOTH);
      this.#add(subject, at, binCode(measure.name, measure.ms), sign, BOTH);
    }
  }

  #add(subject: SubjectKey, at: number, code: Code, n: number, parts: Parts): void {
    this.#of(subject).series.add(Math.floor(at / 1000), code, n, parts);
    this.#onChange(subject);
  }

  /** Takes one second (epoch) of a copy, or (null) what a copy holds of the day. */
  putBucket(subject: SubjectKey, second: number | null, bucket: Vector): void {
    this.#of(subject).series.put(second, bucket);
    this.#onChange(subject);
  }

  /** A human reply in a second (epoch) to a customer, who may go by his conversation's id still (`unnamed`). */
  putReply(cut: Cut, reply: { customer: string; unnamed: boolean; second: number }, sign: 1 | -1 = 1): void {
    for (const subject of subjectsOf(cut)) this.#contacts.change({ ...reply, subject: this.#of(subject).number, sign });
  }

  /** A state that an agent has left. */
  putStay(cut: Cut, stay: Stay, sign: 1 | -1 = 1): void {
    for (const subject of subjectsOf(cut)) {
      this.#of(subject).states.change(stay, sign);
      this.#onChange(subject);
    }
  }

  /** Says when the day began (epoch ms), before a copy is put in. */
  beginDay(day: number): void {
    this.#day = day / 1000;
  }

  /** Moves the end of the windows to the second `to`, on the day that began with the second `day`. */
  advance(to: number, day: number): void {
    const turned = day !== this.#day;
    if (to <= this.#to && !turned) return;
    this.#to = Math.max(to, this.#to);
    this.#day = day;
    for (const { key, series } of this.#byNumber) if (series.advance(this.#to, day)) this.#onChange(key);
    this.#contacts.advance(this.#to);
    if (!turned && this.#to - this.#forgotAt < FORGET_EVERY_S) return;
    this.#forgotAt = this.#to;
    const oldest = Math.min(day, this.#to - LONGEST_S);
    for (const { states } of this.#byNumber) states.forget(oldest * 1000);
    if (turned) this.#contacts.forget(oldest);
  }

  /** From when to when a window reaches, epoch ms. */
  range(window: WindowName): Range {
    const to = this.#to * 1000;
    return { from: window === 'today' ? this.#day * 1000 : to - windowMs[window], to };
  }

  /** All figures of a subject; `present`: the states in which its agents are. */
  figures(subject: SubjectKey, window: WindowName, present: Iterable<Stay>): Figures {
    const { series, states } = this.#of(subject);
    return { ...series.figures(window), ...states.within(this.range(window), present) };
  }

  /** The figures of a subject but the times in states. */
  instants(subject: SubjectKey, window: WindowName): Figures {
    return this.#of(subject).series.figures(window);
  }

  /** Nothing of a subject in the last hour, nor today. */
  isEmpty(subject: SubjectKey): boolean {
    const found = this.#bySubject.get(subject);
    return !found || (found.series.isEmpty && !found.states.endsAfter(Math.min(this.#day, this.#to - LONGEST_S) * 1000));
  }

  #of(key: SubjectKey): SubjectWindows {
    let found = this.#bySubject.get(key);
    if (!found) {
      const series = new Series(this.#day);
      series.advance(this.#to, this.#day);
      found = { key, number: this.#byNumber.length, series, states: new StateTimes() };
      this.#bySubject.set(key, found);
      this.#byNumber.push(found);
    }
    return found;
  }
}
