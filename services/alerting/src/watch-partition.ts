import { setTimeout as wait } from 'node:timers/promises';
import type { DeadlineView } from '@watchfloor/core/alert/deadline-view';
import type { Transition } from '@watchfloor/core/alert/decide';
import type { Due } from '@watchfloor/core/alert/floor-deadlines';
import { type FactEntry, FactReader } from '@watchfloor/redis/fact-reader';
import { type FireAnswer, type Firing, fire } from '@watchfloor/redis/fire';
import { noteReader } from '@watchfloor/redis/readers';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { FIRST_ID, idMs } from '@watchfloor/redis/stream-id';
import type { Log } from '@watchfloor/runtime/log';
import { Alarm } from './alarm.ts';
import type { Terms } from './hold-partitions.ts';
import { adoptFloors, type Loaded, loadDeadlines } from './load-deadlines.ts';
import type { AlertingMeters } from './meters.ts';

/** Transitions of one script: it must not hold Redis long. */
const FIRE_COUNT = 128;
/** A refused firing is tried again after so long; after many refusals (a keeper that is away) less often. */
const RETRY_MS = 2;
const PATIENT_RETRY_MS = 20;
const PATIENT_AFTER = 100;
const NOTE_EVERY_MS = 1_000;

/** The lease is in another epoch: the partition is somebody else's. */
export class FencedError extends Error {
  override readonly name = 'FencedError';
}

export type WatchContext = { redis: ScriptedRedis; url: string; log: Log; meters: AlertingMeters };
type Guard = Firing['guard'];
export type Held = { partition: number; epoch: number };

/**
 * Owns the deadlines of a partition: folds its facts, sleeps to the next deadline, writes alerts. Ends when the signal is aborted.
 * @throws when fenced, or when Redis did not answer: what it holds in memory may then differ from what is written, so it must be begun anew,
 * in a new epoch, which fences whatever is still on its way.
 */
export async function watchPartition(context: WatchContext, held: Held, { signal, loaded: onLoaded }: Terms): Promise<void> {
  const loaded = await loadDeadlines(context.redis, held.partition);
  const watch = new PartitionWatch(context, held, loaded);
  const alarm = new Alarm();
  const inbox: FactEntry[] = [];
  const reader = new FactReader({
    url: context.url,
    partitions: [held.partition],
    from: new Map([[held.partition, loaded.factId]]),
    onTrouble: (err) => context.log.warn({ err, partition: held.partition }, 'cannot read facts'),
  });
  const ring = () => alarm.ring();
  signal.addEventListener('abort', ring);
  const reading = (async () => {
    for await (const entries of reader.read()) {
      if (entries.length === 0) continue;
      inbox.push(...entries);
      alarm.ring();
    }
  })();
  try {
    await watch.begin(loaded.certain);
    onLoaded();
    while (!signal.aborted) {
      await watch.fold(inbox.splice(0));
      const wakeAt = await watch.fireDue();
      await watch.note();
      if (inbox.length === 0) await alarm.sleepUntil(wakeAt);
    }
    await watch.note({ now: true });
  } finally {
    signal.removeEventListener('abort', ring);
    reader.close();
    await reading;
  }
}

class PartitionWatch {
  readonly #context: WatchContext;
  readonly #held: Held;
  readonly #view: DeadlineView;
  readonly #isPastAt: Loaded['isPastAt'];
  /** The last fact folded, everything certain by it written. */
  #folded: string;
  /** The last log entry whose facts are folded. */
  #logId = FIRST_ID;
  #noted = '';
  #notedAt = 0;
  #refusals = 0;

  constructor(context: WatchContext, held: Held, { view, factId, isPastAt }: Loaded) {
    this.#context = context;
    this.#held = held;
    this.#view = view;
    this.#isPastAt = isPastAt;
    this.#folded = factId;
  }

  /** Writes what came to pass before the watch began. */
  async begin(certain: Transition[]): Promise<void> {
    const now = Date.now();
    const unmet = [...this.#view.floors].flatMap((floor) => floor.endUnmet(now));
    const overdue = [...this.#view.floors].flatMap((floor) => floor.advance(0));
    await this.#writeCertain([...certain, ...unmet, ...overdue]);
  }

  /** Folds facts and writes what they make certain. */
  async fold(entries: FactEntry[]): Promise<void> {
    const certain: Transition[] = [];
    for (const { id, batch } of entries) {
      await adoptFloors(this.#context.redis, this.#view, batch);
      certain.push(...this.#view.fold(batch, { now: Date.now(), knownAt: idMs(batch.logId) }, this.#isPastAt(id)));
      this.#folded = id;
      this.#logId = batch.logId;
    }
    await this.#writeCertain(certain);
  }

  /** Fires what is due by the clock. Gives the instant to wake up at, epoch ms, or null. */
  async fireDue(): Promise<number | null> {
    const found = this.#view.due(Date.now(), FIRE_COUNT / 2);
    if (!found) return this.#view.next();
    const { floor, due } = found;
    const { firing, later, guard } = this.#choose(due);
    floor.putBack(later);
    const transitions = firing.flatMap((one) => one.transitions);
    const { outcome } = await this.#fire(transitions, guard);
    if (outcome === 'done') {
      floor.settle(firing);
      this.#context.meters.tell(transitions, true);
      this.#refusals = 0;
      return this.#view.next();
    }
    floor.putBack(firing);
    this.#context.meters.refusals.inc({ reason: outcome });
    const pause = ++this.#refusals > PATIENT_AFTER ? PATIENT_RETRY_MS : RETRY_MS;
    // Facts that are missing ring the alarm; anything else is asked for again.
    if (outcome !== 'behind') await wait(pause);
    return outcome === 'behind' ? Date.now() + pause : Date.now();
  }

  /**
   * Everything that was logged when a deadline was noticed must be folded. If facts of a later log entry are, that is certain, for the log is in
   * order. Else Redis is asked, for those alone that were noticed first: with newer ones among them it would never be past the newest.
   */
  #choose(due: Due[]): { firing: Due[]; later: Due[]; guard: Guard } {
    const logged = idMs(this.#logId);
    const first = Math.min(...due.map(({ noticedAt }) => noticedAt));
    const isCertain = first < logged;
    const { firing = [], later = [] } = Object.groupBy(due, ({ noticedAt }) =>
      (isCertain ? noticedAt < logged : noticedAt === first) ? 'firing' : 'later',
    );
    return { firing, later, guard: isCertain ? null : { instant: first, folded: this.#folded === FIRST_ID ? '' : this.#folded } };
  }

  /** Notes once a second up to where facts are taken in for good; `now`: at once. */
  async note({ now = false } = {}): Promise<void> {
    if (this.#folded === this.#noted || (!now && Date.now() - this.#notedAt < NOTE_EVERY_MS)) return;
    await noteReader(this.#context.redis, this.#held.partition, 'alerting', this.#folded);
    this.#noted = this.#folded;
    this.#notedAt = Date.now();
  }

  async #writeCertain(transitions: Transition[]): Promise<void> {
    for (let i = 0; i < transitions.length; i += FIRE_COUNT) await this.#fire(transitions.slice(i, i + FIRE_COUNT), null);
    for (const floor of new Set(transitions.map((transition) => transition.floor))) {
      const wall = this.#view.floor(floor)?.onWallClock ?? false;
      this.#context.meters.tell(
        transitions.filter((transition) => transition.floor === floor),
        wall,
      );
    }
  }

  async #fire(entries: Transition[], guard: Guard): Promise<FireAnswer> {
    const answer = await fire(this.#context.redis, { ...this.#held, guard, entries });
    if (answer.outcome === 'fenced')
      throw new FencedError(`partition ${this.#held.partition}: the lease is in epoch ${answer.epoch}, ours is ${this.#held.epoch}`);
    return answer;
  }
}
