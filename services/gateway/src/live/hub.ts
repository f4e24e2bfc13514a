import type { FactBatch } from '@watchfloor/contracts/fact';
import { defaultFloor, type FloorEntry } from '@watchfloor/contracts/floor';
import { minuteOf } from '@watchfloor/core/order/order-key';
import { dayAround } from '@watchfloor/core/window/calendar-spans';
import { HourSlots } from '@watchfloor/core/window/hour-slots';
import { type AlertEntry, parseAlertEntry, readActiveAlerts } from '@watchfloor/redis/alerts';
import { findFloor, listFloors } from '@watchfloor/redis/directory';
import { FactReader } from '@watchfloor/redis/fact-reader';
import { keys, partitionOf } from '@watchfloor/redis/keys';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { type FloorSnapshot, readPartition } from '@watchfloor/redis/snapshot';
import { compareIds, FIRST_ID } from '@watchfloor/redis/stream-id';
import { Tail } from '@watchfloor/redis/tail';
import { readWindowHours, readWindowMinutes } from '@watchfloor/redis/windows';
import type { Log } from '@watchfloor/runtime/log';
import { Board, type WindowCopy } from './board.ts';

/** The longest rolling window and a minute around it. */
const WINDOW_MINUTES = 62;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

type Options = {
  redis: ScriptedRedis;
  url: string;
  partitions: number;
  log: Log;
  onAlert: (floorKey: string, entry: AlertEntry) => void;
  onFloor: (floor: FloorEntry) => void;
};

/** Every floor's board, started from Redis and kept in step by facts and alerts. Nobody polls Redis for a refresh. */
export class Hub {
  readonly boards = new Map<string, Board>();
  readonly #options: Options;
  readonly #folded = new Map<number, string>();
  readonly #alertCursors = new Map<string, string>();
  #facts: FactReader | undefined;
  #alerts: Tail | undefined;
  #loaded = false;
  #waiters: (() => void)[] = [];

  constructor(options: Options) {
    this.#options = options;
  }

  get isLoaded(): boolean {
    return this.#loaded;
  }

  /** Reads the state of all floors, then follows what comes after. */
  async start(): Promise<void> {
    const { redis, url, partitions, log } = this.#options;
    const from = new Map<number, string>();
    for (let partition = 0; partition < partitions; partition++) from.set(partition, await this.#load(partition));
    for (const floor of await listFloors(redis)) await this.board(`${floor.tenant}/${floor.id}`, floor);
    const onTrouble = (err: unknown) => log.warn({ err }, 'cannot read from Redis');
    this.#facts = new FactReader({ url, partitions: from.keys(), from, onTrouble });
    this.#alerts = new Tail({ url, from: this.#alertCursors, onTrouble });
    this.#loaded = true;
    // Neither ends but by a fault of ours. It is not caught: a gateway that follows no more must end and be started again, not show old data.
    void this.#followFacts(this.#facts);
    void this.#followAlerts(this.#alerts);
  }

  close(): void {
    this.#facts?.close();
    this.#alerts?.close();
  }

  /** The board of a floor that exists, also of one that was made a moment ago, of which no fact tells yet; null when there is none. */
  async find(floorKey: string): Promise<Board | null> {
    const board = this.boards.get(floorKey);
    if (board) return board;
    const floor = await findFloor(this.#options.redis, floorKey);
    return floor && this.board(floorKey, floor);
  }

  /** The board of a floor, made if it is new here. */
  async board(floorKey: string, known?: FloorEntry): Promise<Board> {
    const board = this.boards.get(floorKey);
    if (board) return board;
    const [tenant = '', id = ''] = floorKey.split('/');
    const floor = known ?? (await findFloor(this.#options.redis, floorKey)) ?? defaultFloor(tenant, id);
    const made = this.boards.get(floorKey) ?? new Board(floor);
    if (this.boards.has(floorKey)) return made;
    this.boards.set(floorKey, made);
    this.#options.onFloor(floor);
    return made;
  }

  /**
   * How far the data of a partition go: everything logged before the instant given back (epoch ms) is in the boards.
   * Waits up to `waitMs` for facts that are committed but not folded yet.
   */
  async freshAt(partition: number, waitMs: number): Promise<number> {
    const { redis } = this.#options;
    const asked = Date.now();
    const [applied, last] = await Promise.all([
      redis.hmget(keys.applied(partition), 'id', 'fact'),
      redis.xrevrange(keys.log(partition), '+', '-', 'COUNT', 1),
    ]);
    const appliedId = applied[0] ?? FIRST_ID;
    const fact = applied[1] || FIRST_ID;
    await this.#untilFolded(partition, fact, waitMs);
    const lastId = last[0]?.[0] ?? FIRST_ID;
    const isFolded = compareIds(this.#folded.get(partition) ?? FIRST_ID, fact) >= 0;
    if (isFolded && compareIds(appliedId, lastId) >= 0) return asked;
    return Number((isFolded ? appliedId : (this.#folded.get(partition) ?? FIRST_ID)).split('-', 1)[0]);
  }

  partitionOf(floorKey: string): number {
    return partitionOf(floorKey, this.#options.partitions);
  }

  async #untilFolded(partition: number, fact: string, waitMs: number): Promise<void> {
    const until = Date.now() + waitMs;
    while (compareIds(this.#folded.get(partition) ?? FIRST_ID, fact) < 0 && Date.now() < until) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiters.push(resolve);
      const timer = setTimeout(resolve, until - Date.now());
      await promise;
      clearTimeout(timer);
    }
  }

  async #load(partition: number): Promise<string> {
    const { redis } = this.#options;
    const { cursor, entries } = await readActiveAlerts(redis, partition);
    this.#alertCursors.set(keys.alertLog(partition), cursor);
    const { windowsId, floors } = await readPartition(redis, partition);
    // Windows are written more seldom than the rest: what came after them is folded again, where it is new.
    this.#folded.set(partition, windowsId);
    for (const snapshot of floors) {
      const windows = await this.#readWindows(partition, windowsId, snapshot);
      (await this.board(snapshot.floorKey, snapshot.floor)).load(snapshot, windows);
    }
    for (const { floor, alert } of entries) (await this.board(floor)).putAlert(alert);
    return windowsId;
  }

  async #readWindows(partition: number, after: string, { floorKey, floor, through }: FloorSnapshot): Promise<WindowCopy> {
    const { redis } = this.#options;
    const now = floor.clock === 'event' ? through : Date.now();
    const last = minuteOf(now) + 1;
    const minutes = Array.from({ length: WINDOW_MINUTES }, (_, i) => last - i);
    const day = dayAround(now, floor).from;
    const slots = new HourSlots().within({ from: Math.min(day, now - HOUR_MS), to: now + MINUTE_MS }, floor);
    const at = { partition, floorKey };
    return { after, day, minutes: await readWindowMinutes(redis, at, minutes), hours: await readWindowHours(redis, at, slots) };
  }

  async #followFacts(reader: FactReader): Promise<void> {
    for await (const entries of reader.read()) {
      for (const { partition, id, batch } of entries) {
        for (const floor of batch.floors) await this.#fold(id, floor);
        this.#folded.set(partition, id);
      }
      if (entries.length === 0) continue;
      const waiters = this.#waiters;
      this.#waiters = [];
      for (const wake of waiters) wake();
    }
  }

  async #fold(id: string, batch: FactBatch['floors'][number]): Promise<void> {
    const configured = batch.facts.find((fact) => fact.type === 'floor.configured');
    const board =
      this.boards.get(batch.floor) ??
      (await this.board(batch.floor, configured?.type === 'floor.configured' ? configured.floor : undefined));
    board.fold(id, batch);
  }

  async #followAlerts(tail: Tail): Promise<void> {
    for await (const entries of tail.read()) {
      for (const { payload } of entries) {
        const entry = parseAlertEntry(payload);
        (await this.board(entry.floor)).putAlert(entry.alert);
        this.#options.onAlert(entry.floor, entry);
      }
    }
  }
}
