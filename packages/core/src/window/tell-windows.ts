import type { Fact, FactOf } from '@watchfloor/contracts/fact';
import { COUNTED_STATES, measuresOf } from '../measure/measures-of.ts';
import { binCode, type Code, countCode, sumCode } from './codes.ts';
import type { SubjectKey } from './subject.ts';

/** Who keeps windows: numbers by code at an instant (epoch ms), replies to customers, and states that agents have left. */
export type WindowSink = {
  add(subject: SubjectKey, at: number, code: Code, n: number): void;
  reply(fact: FactOf<'customer.answered'>, sign: 1 | -1): void;
  state(fact: FactOf<'status.ended'>, sign: 1 | -1): void;
};

/** Tells what a fact adds to windows (states apart, for they last), or with `sign` -1 what a retracted one had added. The figures are those of `measuresOf`. */
export function tellWindows(fact: Fact, sign: 1 | -1, sink: WindowSink): void {
  if (fact.type === 'status.ended') {
    if (COUNTED_STATES[fact.status] !== null) sink.state(fact, sign);
    return;
  }
  if (fact.type === 'customer.answered') sink.reply(fact, sign);
  for (const measure of measuresOf(fact)) {
    const { subject, at } = measure;
    if (measure.kind === 'count') sink.add(subject, at, countCode(measure.name), sign * measure.n);
    else if (measure.kind === 'length') {
      sink.add(subject, at, sumCode(measure.name), sign * measure.ms);
      sink.add(subject, at, binCode(measure.name, measure.ms), sign);
    }
  }
}
