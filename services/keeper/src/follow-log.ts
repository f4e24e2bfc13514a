import { setTimeout as wait } from 'node:timers/promises';
import { type Commit, type CommitAnswer, commit } from '@watchfloor/redis/commit';
import { keys } from '@watchfloor/redis/keys';
import { parseFrame } from '@watchfloor/redis/log';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { compareIds, idMs } from '@watchfloor/redis/stream-id';
import { Tail, type TailEntry } from '@watchfloor/redis/tail';
import type { Log } from '@watchfloor/runtime/log';
import type { KeeperMeters } from './meters.ts';
import type { Ownership } from './own-partitions.ts';
import type { Partition } from './partition.ts';
import { type Frames, prepareCommit, settleCommit } from './prepare-commit.ts';

/** A commit takes in about so many events: enough to spread its cost, not so many that its script holds Redis long. */
const COMMIT_EVENTS = 1_024;
/** Frames a partition and read. A frame of a calm floor holds one event: with few a read, catching up would go at the pace of single commits. */
const READ_FRAMES = 64;
/** A log taken over must not wait long for its first read because the others are calm. */
const BLOCK_MS = 100;
const RETRY_MS = 100;

/** Reads the logs of the owned partitions and commits them, each partition in the order of its log. */
export class LogFollower {
  readonly #redis: ScriptedRedis;
  readonly #tail: Tail;
  readonly #log: Log;
  readonly #meters: KeeperMeters;
  readonly #stop = new AbortController();
  /** Partitions that are being committed to. */
  readonly #busy = new Map<number, Promise<void>>();
  #done: Promise<void> = Promise.resolve();

  constructor(options: { url: string; redis: ScriptedRedis; log: Log; meters: KeeperMeters }) {
    this.#redis = options.redis;
    this.#log = options.log;
    this.#meters = options.meters;
    this.#tail = new Tail({
      url: options.url,
      from: new Map(),
      count: READ_FRAMES,
      blockMs: BLOCK_MS,
      onTrouble: (err) => this.#log.warn({ err }, 'cannot read the log'),
    });
  }

  /** Follows or leaves a partition's log; settles when nothing that was begun for it before is under way any more. */
  async onOwnershipChange(number: number, partition: Partition | null): Promise<void> {
    if (partition) this.#tail.follow(keys.log(number), partition.position);
    else this.#tail.leave(keys.log(number));
    await this.#busy.get(number);
  }

  start(ownership: Ownership): void {
    this.#done = this.#run(ownership);
  }

  /** Finishes what is being committed. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#tail.close();
    await this.#done;
  }

  /** The next read is under way while this one is committed. */
  async #run(ownership: Ownership): Promise<void> {
    const reads = this.#tail.read();
    for (let next = reads.next(); ; ) {
      const { value: entries, done } = await next;
      if (done) return;
      next = reads.next();
      const byStream = Map.groupBy(entries, (entry) => entry.stream);
      await Promise.all(
        [...ownership.owned.values()].map((partition) => {
          const work = this.#take(partition, byStream.get(keys.log(partition.number)) ?? [], ownership);
          this.#busy.set(partition.number, work);
          return work.finally(() => this.#busy.delete(partition.number));
        }),
      );
    }
  }

  async #take(partition: Partition, entries: TailEntry[], ownership: Ownership): Promise<void> {
    // A partition may have been loaded anew, or first, while the read was under way: what is in already is left out, and what does not
    // follow on what is in is left alone and read again from there.
    const ahead = entries.filter(({ id }) => compareIds(id, partition.position) > 0);
    if (ahead[0] && compareIds(ahead[0].after, partition.position) > 0) {
      this.#tail.follow(keys.log(partition.number), partition.position);
      return;
    }
    // The next frames are evolved while Redis is busy with the commit before them, one at a time.
    let committed: Promise<void> = Promise.resolve();
    let after = partition.position;
    try {
      for (const frames of batches(ahead)) {
        const timer = this.#meters.commit.startTimer();
        const work = await prepareCommit(this.#redis, partition, frames, { after, committed });
        await committed;
        // Another is waiting for it.
        if (ownership.owned.get(partition.number) !== partition) return;
        after = work.through;
        committed = this.#commit(partition, work, frames.events.length).then(() => void timer());
        // Heard where it is awaited.
        committed.catch(() => {});
      }
      await committed;
    } catch (err) {
      if (this.#stop.signal.aborted) return;
      this.#log.error({ err, partition: partition.number }, 'giving the partition up, to load it anew');
      await ownership.drop(partition);
    }
  }

  async #commit(partition: Partition, work: Commit, events: number): Promise<void> {
    settleCommit(partition, work, await this.#commitSurely(work));
    this.#meters.applied.inc(events);
    this.#meters.lag.set(Math.max(0, Date.now() - idMs(work.through)) / 1000);
  }

  /** A commit whose answer got lost may have happened: asking again is safe, the script knows its own. */
  async #commitSurely(work: Commit): Promise<CommitAnswer> {
    for (;;) {
      try {
        return await commit(this.#redis, work);
      } catch (err) {
        if (this.#stop.signal.aborted) throw err;
        this.#log.warn({ err, partition: work.partition }, 'commit not answered, asking again');
        await wait(RETRY_MS, undefined, { signal: this.#stop.signal });
      }
    }
  }
}

/** Cuts log entries into commits. */
function* batches(entries: TailEntry[]): Generator<Frames> {
  let events: Frames['events'] = [];
  for (const [index, entry] of entries.entries()) {
    for (const event of parseFrame(entry.payload)) events.push(event);
    if (events.length < COMMIT_EVENTS && index < entries.length - 1) continue;
    yield { through: entry.id, events };
    events = [];
  }
}
