import type { LoggedEvent } from '@watchfloor/contracts/event';
import type { SettingEvent } from '@watchfloor/contracts/setting';
import { decodePast, encodePast } from '../conversation/past.ts';
import { minuteOf } from '../order/order-key.ts';
import type { Past } from '../order/repair.ts';
import { decodeTailLines, encodeTailLine } from '../order/tail-line.ts';
import { type BatchOutcome, evolveBatch } from './evolve-batch.ts';
import type { FloorState } from './floor-state.ts';
import { planBatch, type SubjectName } from './plan-batch.ts';

/** A little longer than an event can come for which a conversation is not forgotten yet. */
const FORGOTTEN_MS = 30 * 60_000;

/** For tests: a floor with its near past in memory, kept as the keeper keeps it in Redis, line for line. */
export class RememberedFloor {
  state: FloorState;
  readonly #tails = new Map<string, string>();
  readonly #checkpoints = new Map<string, string>();

  constructor(state: FloorState) {
    this.state = state;
  }

  take(events: (LoggedEvent | SettingEvent)[]): BatchOutcome {
    const plan = planBatch(this.state, events);
    const pasts = new Map([...plan.wanted].map(([subject, from]) => [subject, this.#past(subject, from, minuteOf(plan.through))] as const));
    const outcome = evolveBatch(this.state, plan, pasts);
    for (const { subject, event } of outcome.tails) {
      const slot = `${minuteOf(event.time)} ${subject}`;
      this.#tails.set(slot, (this.#tails.get(slot) ?? '') + encodeTailLine(event));
    }
    for (const { subject, minute, state } of outcome.checkpoints) this.#checkpoints.set(`${minute} ${subject}`, state);
    return outcome;
  }

  /** Forgets its memory and reads everything back, as another keeper would. */
  restart(): void {
    const read = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
    const { settings, conversations, tickets, agents, involved, presence } = this.state;
    this.state = {
      ...read({ ...this.state, settings: null, conversations: null, tickets: null, agents: null, involved: null, presence: null }),
      settings: {
        floor: new Map(read([...settings.floor])),
        team: new Map(read([...settings.team])),
        person: new Map(read([...settings.person])),
        account: new Map(read([...settings.account])),
      },
      conversations: new Map(read([...conversations])),
      tickets: new Map(read([...tickets])),
      agents: new Map(read([...agents])),
      involved: new Map(involved),
      presence: new Map(presence),
    };
  }

  /** Forgets what the keeper would, and knows of it what he would find when he is asked. */
  forget(): void {
    const { conversations, through } = this.state;
    for (const [id, { state, last }] of conversations) {
      if (state?.phase === 'open' || last.time >= through - FORGOTTEN_MS) continue;
      const text = encodePast(state);
      if (text === null) conversations.delete(id);
      else conversations.set(id, decodePast(id, text));
    }
  }

  #past(subject: SubjectName, from: number, last: number): Past {
    let anchor: string | undefined;
    let lines = '';
    for (let minute = from; minute <= last; minute++) {
      anchor ??= this.#checkpoints.get(`${minute} ${subject}`);
      lines += this.#tails.get(`${minute} ${subject}`) ?? '';
    }
    if (anchor === undefined) throw new Error(`${subject} has no checkpoint since minute ${from}`);
    return { anchor, events: decodeTailLines(lines, { floor: 't/f', subject: subject.slice(2) }) };
  }
}
