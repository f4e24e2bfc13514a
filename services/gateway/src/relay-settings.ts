import { setTimeout as wait } from 'node:timers/promises';
import type { SettingEvent } from '@watchfloor/contracts/setting';
import type { History } from '@watchfloor/history/connect';
import { emptyOutbox, isInOutbox } from '@watchfloor/history/settings-outbox';
import { findFloor, putFloor } from '@watchfloor/redis/directory';
import { partitionOf } from '@watchfloor/redis/keys';
import { appendFrame } from '@watchfloor/redis/log';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import type { Log } from '@watchfloor/runtime/log';

/** What another gateway left in the outbox is found within this time. */
const LOOK_EVERY_MS = 1_000;
/** So long a writer waits for the log. */
const WAIT_MS = 2_000;
const ASK_AGAIN_MS = 20;

type Options = { db: History; redis: ScriptedRedis; partitions: number; log: Log };

/**
 * Carries setting events from the outbox in PostgreSQL to the log of their floor, and floors to the directory. Any number of gateways: one at a time
 * has the outbox in hand. One that dies between log and outbox leaves an event to be told twice; readers know it by its version.
 */
export class SettingsRelay {
  readonly #options: Options;
  readonly #stop = new AbortController();
  #emptying: Promise<void> | null = null;
  #done: Promise<void> = Promise.resolve();

  constructor(options: Options) {
    this.#options = options;
  }

  start(): void {
    this.#done = this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#done;
    await this.#emptying?.catch(() => {});
  }

  /** Waits up to 2 s until the log has what stands at this place of the outbox (null: nothing to wait for); false: not yet, but it will. */
  async deliver(outboxId: number | null): Promise<boolean> {
    if (outboxId === null) return true;
    const deadline = Date.now() + WAIT_MS;
    let trouble: unknown;
    while (Date.now() < deadline) {
      try {
        await Promise.race([this.#empty(), wait(deadline - Date.now(), undefined, { ref: false })]);
        if (!(await isInOutbox(this.#options.db, outboxId))) return true;
      } catch (err) {
        trouble = err;
      }
      await wait(ASK_AGAIN_MS);
    }
    this.#options.log.warn({ err: trouble }, 'a setting is stored, the log has not taken it yet');
    return false;
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.#empty().catch((err) => this.#options.log.warn({ err }, 'settings wait in the outbox'));
      await wait(LOOK_EVERY_MS, undefined, { signal: this.#stop.signal }).catch(() => {});
    }
  }

  /** Empties the outbox; whoever asks meanwhile waits for the same. */
  #empty(): Promise<void> {
    this.#emptying ??= (async () => {
      try {
        while ((await emptyOutbox(this.#options.db, (events) => this.#tell(events))) > 0);
      } finally {
        this.#emptying = null;
      }
    })();
    return this.#emptying;
  }

  async #tell(events: SettingEvent[]): Promise<void> {
    const { redis, partitions } = this.#options;
    for (const event of events) if (event.type === 'floor.configured') await showFloor(redis, event);
    for (const [partition, mine] of Map.groupBy(events, ({ floor }) => partitionOf(floor, partitions)))
      await appendFrame(redis, partition, mine);
  }
}

/** The directory shows the newest settings, also when older ones are told again. */
async function showFloor(redis: ScriptedRedis, { floor, data }: SettingEvent & { type: 'floor.configured' }): Promise<void> {
  const known = await findFloor(redis, floor);
  if (!known || known.version <= data.version) await putFloor(redis, data);
}
