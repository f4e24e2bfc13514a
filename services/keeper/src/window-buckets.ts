import type { Fact, FactOf } from '@watchfloor/contracts/fact';
import type { FloorEntry } from '@watchfloor/contracts/floor';
import { LATENESS_BOUND_MS } from '@watchfloor/core/floor/lateness';
import { minuteOf } from '@watchfloor/core/order/order-key';
import { HourSlots } from '@watchfloor/core/window/hour-slots';
import type { SubjectKey } from '@watchfloor/core/window/subject';
import { tellWindows, type WindowSink } from '@watchfloor/core/window/tell-windows';
import { addTo, emptyVector, encodeVector, type Vector } from '@watchfloor/core/window/vector';
import type { HashWrite } from '@watchfloor/redis/commit';
import { keys } from '@watchfloor/redis/keys';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import {
  agentField,
  cutField,
  encodeReplies,
  encodeSeconds,
  encodeStays,
  readWindowHours,
  readWindowMinutes,
  slotOf,
  type WindowHour,
  type WindowMinute,
} from '@watchfloor/redis/windows';

const MINUTE_MS = 60_000;
/** Redis keeps a minute until no rolling window can reach it, an hour until no day can. */
const MINUTES_TTL_MS = 75 * MINUTE_MS;
const HOURS_TTL_MS = 26 * 60 * MINUTE_MS;
/** On an event-time floor the wall clock says nothing: a replay may rest for a night. What its own time has left behind is then dropped by name. */
const REPLAY_TTL_MS = 24 * 60 * MINUTE_MS;
/** What is likely to change stays in memory, the lateness bound and a minute; replies that old are never taken back. */
const KEEP_MS = LATENESS_BOUND_MS + MINUTE_MS;

type At = { partition: number; floorKey: string };
type Minute = Pick<WindowMinute, 'buckets'> & { dirty: Set<SubjectKey> };
type Hour = Omit<WindowHour, 'start' | 'after'> & {
  dirty: Set<SubjectKey>;
  answered: Set<string>;
  customers: Set<string>;
  agents: Set<string>;
  unnamed: Set<string>;
};
type Place = { second: number; inSecond: Vector; inHour: Vector };

/** The window buckets of a floor that may still change, and what of them Redis does not have yet. */
export class WindowBuckets {
  readonly #minutes = new Map<number, Minute>();
  readonly #hours = new Map<number, Hour>();
  readonly #slots = new HourSlots();
  /** Where each subject was added to last, nearly always the next place, too. */
  readonly #places = new Map<SubjectKey, Place>();
  /** On an event-time floor: minutes and slots that Redis holds. */
  readonly #written = new Map<string, number>();

  /** Takes what facts add to the windows, and takes back what retracted ones had added. `through`: the floor's time, epoch ms. */
  async take(
    redis: ScriptedRedis,
    at: At,
    { retracts = [], facts, floor, through }: { retracts?: Fact[]; facts: Fact[]; floor: FloorEntry; through: number },
  ): Promise<void> {
    const minutes = new Set<number>();
    const starts = new Set<number>();
    /** What needs something that is not in memory: seldom anything. */
    const waiting: (() => void)[] = [];
    const slotOf = (instant: number) => this.#slots.startOf(instant, floor);
    const inHour = (instant: number, change: (hour: Hour) => void) => {
      const hour = this.#hours.get(slotOf(instant));
      if (hour) return change(hour);
      starts.add(slotOf(instant));
      waiting.push(() => inHour(instant, change));
    };
    const sink: WindowSink = {
      add: (subject, instant, code, n) => {
        const place = this.#placeOf(subject, instant, floor);
        if (place) {
          addTo(place.inSecond, code, n);
          addTo(place.inHour, code, n);
          return;
        }
        if (instant >= through - MINUTES_TTL_MS) minutes.add(minuteOf(instant));
        if (instant >= through - HOURS_TTL_MS) starts.add(slotOf(instant));
        waiting.push(() => this.#add(subject, { instant, start: slotOf(instant), code, n }));
      },
      reply: (fact, sign) => inHour(fact.at, (hour) => changeReply(hour, fact, sign)),
      state: (fact, sign) => inHour(fact.at, (hour) => changeStay(hour, fact, sign)),
    };
    for (const fact of retracts) tellWindows(fact, -1, sink);
    for (const fact of facts) tellWindows(fact, 1, sink);
    await this.#open(redis, at, { minutes, starts });
    for (const change of waiting) change();
  }

  /** Makes sure that minutes and hours are in memory, so that adding to them adds to what was there. */
  async #open(redis: ScriptedRedis, at: At, { minutes, starts }: { minutes: Set<number>; starts: Set<number> }): Promise<void> {
    const newMinutes = [...minutes].filter((minute) => !this.#minutes.has(minute));
    const newHours = [...starts].filter((start) => !this.#hours.has(start));
    if (newMinutes.length + newHours.length === 0) return;
    const [readMinutes, readHours] = await Promise.all([readWindowMinutes(redis, at, newMinutes), readWindowHours(redis, at, newHours)]);
    for (const { minute, buckets } of readMinutes) this.#minutes.set(minute, { buckets, dirty: new Set() });
    for (const { start, totals, replies, stays } of readHours)
      this.#hours.set(start, {
        totals,
        replies,
        stays,
        dirty: new Set(),
        answered: new Set(),
        customers: new Set(),
        agents: new Set(),
        unnamed: new Set(),
      });
  }

  /** Where the numbers of a subject and an instant go; null when that is not in memory. Noted as changed already. */
  #placeOf(subject: SubjectKey, instant: number, floor: FloorEntry): Place | null {
    const second = Math.floor(instant / 1000);
    const known = this.#places.get(subject);
    if (known?.second === second) return known;
    const minute = this.#minutes.get(minuteOf(instant));
    const hour = this.#hours.get(this.#slots.startOf(instant, floor));
    if (!minute || !hour) return null;
    minute.dirty.add(subject);
    hour.dirty.add(subject);
    const place = { second, inSecond: secondOf(minute, subject, second), inHour: vectorOf(hour.totals, subject) };
    this.#places.set(subject, place);
    return place;
  }

  /** The slow way, for what is so old that only the hour is kept, or neither. */
  #add(subject: SubjectKey, { instant, start, code, n }: { instant: number; start: number; code: number; n: number }): void {
    const minute = this.#minutes.get(minuteOf(instant));
    const hour = this.#hours.get(start);
    minute?.dirty.add(subject);
    hour?.dirty.add(subject);
    if (minute) addTo(secondOf(minute, subject, Math.floor(instant / 1000)), code, n);
    if (hour) addTo(vectorOf(hour.totals, subject), code, n);
  }

  /** What changed since the last call, to be written with a commit. Forgets what lies far behind `through` (epoch ms of event time). */
  takeWrites(at: At & { through: number; eventClock: boolean }): HashWrite[] {
    const writes: HashWrite[] = [];
    this.#places.clear();
    const ttl = (live: number) => (at.eventClock ? REPLAY_TTL_MS : live);
    for (const [number, minute] of this.#minutes) {
      if (minute.dirty.size > 0) {
        const key = keys.windowMinute(at.partition, at.floorKey, number);
        const texts = [...minute.dirty].map((subject) => [subject, encodeSeconds(minute.buckets.get(subject) ?? new Map())] as const);
        writes.push(writeOf(key, ttl(MINUTES_TTL_MS), texts));
        minute.dirty.clear();
        this.#written.set(key, number * MINUTE_MS + MINUTES_TTL_MS);
      } else if (number * MINUTE_MS < at.through - KEEP_MS) this.#minutes.delete(number);
    }
    for (const [start, hour] of this.#hours) {
      const texts = textsOf(start, hour, at.through - KEEP_MS);
      if (texts.length > 0) {
        const key = keys.windowHour(at.partition, at.floorKey, slotOf(start));
        writes.push(writeOf(key, ttl(HOURS_TTL_MS), texts));
        this.#written.set(key, start + HOURS_TTL_MS);
      } else if (start < at.through - KEEP_MS - 60 * MINUTE_MS) this.#hours.delete(start);
    }
    return [...writes, ...this.#dropLeftBehind(at)];
  }

  /** Redis drops by its own clock what the wall clock leaves behind; what only the floor's time does is told to be gone at once. */
  #dropLeftBehind({ through, eventClock }: { through: number; eventClock: boolean }): HashWrite[] {
    const gone = [...this.#written].filter(([, until]) => until < through).map(([key]) => key);
    for (const key of gone) this.#written.delete(key);
    return eventClock ? gone.map((key) => ({ kind: 'hash', key, ttlMs: 1, set: new Map(), remove: [] })) : [];
  }
}

function changeReply(hour: Hour, { at, customerId, conversationId, cut }: FactOf<'customer.answered'>, sign: 1 | -1): void {
  const field = cutField(cut);
  hour.customers.add(customerId);
  if (customerId === conversationId) hour.unnamed.add(customerId);
  let replies = hour.replies.get(field);
  if (!replies) {
    replies = { cut, seconds: new Map() };
    hour.replies.set(field, replies);
  }
  hour.answered.add(field);
  const seconds = replies.seconds.get(customerId) ?? [];
  const second = Math.floor(at / 1000);
  const place = seconds.indexOf(second);
  if (sign > 0) seconds.push(second);
  else if (place >= 0) seconds.splice(place, 1);
  if (seconds.length > 0) replies.seconds.set(customerId, seconds);
  else replies.seconds.delete(customerId);
}

function changeStay(hour: Hour, { at: to, from, status, agentId, cut: { teamId } }: FactOf<'status.ended'>, sign: 1 | -1): void {
  const stays = hour.stays.get(agentId) ?? [];
  hour.stays.set(agentId, stays);
  hour.agents.add(agentId);
  const place = stays.findIndex((stay) => stay.from === from && stay.to === to && stay.status === status && stay.teamId === teamId);
  if (sign > 0) stays.push({ status, from, to, teamId });
  else if (place >= 0) stays.splice(place, 1);
}

function secondOf({ buckets }: Minute, subject: SubjectKey, second: number): Vector {
  let seconds = buckets.get(subject);
  if (!seconds) {
    seconds = new Map();
    buckets.set(subject, seconds);
  }
  return vectorOf(seconds, second);
}

function vectorOf<Key>(vectors: Map<Key, Vector>, key: Key): Vector {
  let vector = vectors.get(key);
  if (!vector) {
    vector = emptyVector();
    vectors.set(key, vector);
  }
  return vector;
}

/**
 * The fields of an hour that changed. Replies before `settled` (epoch ms) are never taken back, but of customers who go by their conversation's id still: of
 * all others only the last is worth keeping.
 */
function textsOf(start: number, hour: Hour, settled: number): (readonly [string, string])[] {
  const texts: (readonly [string, string])[] = [];
  for (const subject of hour.dirty) texts.push([subject, encodeVector(hour.totals.get(subject) ?? emptyVector())]);
  for (const field of hour.answered) {
    const replies = hour.replies.get(field);
    if (!replies || replies.seconds.size === 0) texts.push([field, '']);
    else {
      for (const [customer, seconds] of replies.seconds)
        if (seconds.length > 1 && hour.customers.has(customer) && !hour.unnamed.has(customer))
          replies.seconds.set(customer, withoutSettled(seconds, settled / 1000));
      texts.push([field, encodeReplies(start, replies)]);
    }
  }
  for (const agent of hour.agents) {
    const stays = hour.stays.get(agent) ?? [];
    texts.push([agentField(agent), stays.length === 0 ? '' : encodeStays(stays)]);
  }
  for (const dirty of [hour.dirty, hour.answered, hour.customers, hour.agents]) dirty.clear();
  return texts;
}

/** Of the settled ones the last stays, also where later ones follow: those may yet be taken back. */
function withoutSettled(seconds: number[], settled: number): number[] {
  const last = Math.max(...seconds.filter((second) => second < settled));
  return seconds.filter((second, i) => second >= settled || (second === last && seconds.indexOf(last) === i));
}

/** A field without a text is removed. */
function writeOf(key: string, ttlMs: number, texts: readonly (readonly [string, string])[]): HashWrite {
  const set = new Map(texts.filter(([, text]) => text !== ''));
  return { kind: 'hash', key, ttlMs, set, remove: texts.filter(([, text]) => text === '').map(([field]) => field) };
}
