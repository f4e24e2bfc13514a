import { setTimeout as wait } from 'node:timers/promises';
import { Progress } from '@watchfloor/contracts/ingest';
import { connectHistory, type History } from '@watchfloor/history/connect';
import { readPositions } from '@watchfloor/history/ledger-positions';
import { keys } from '@watchfloor/redis/keys';
import { Redis } from 'ioredis';
import { z } from 'zod';
import type { House } from './start-house.ts';

const SAMPLE_MS = 500;

type Sampler = { clear(): void; stop(): { keeper: number; ledger: number } };

/** A house from outside: what its users and its own meters say. */
export class Pipeline {
  readonly #house: House;
  readonly #redis: Redis;
  readonly #history: History;

  constructor(house: House) {
    this.#house = house;
    this.#redis = new Redis(house.redisUrl);
    this.#redis.on('error', () => {});
    this.#history = connectHistory({ url: house.databaseUrl ?? '', name: 'bench', connections: 1 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#redis.disconnect();
    await this.#history.destroy();
  }

  /** The session cookie of the first admin. */
  async signIn(): Promise<string> {
    const answer = await this.#post('/api/v1/session', this.#house.admin);
    return answer.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; ');
  }

  async makeFloor(floor: object, cookie: string): Promise<void> {
    await this.#post('/api/v1/floors', floor, cookie);
  }

  /** Waits until the gateway shows the floors: their settings come to it through the log. */
  async untilShown(floors: readonly string[], cookie: string, signal: AbortSignal): Promise<void> {
    for (const floor of floors) {
      while (!(await fetch(`${this.#house.address('gateway')}/api/v1/floors/${floor}/live`, { headers: { cookie }, signal })).ok)
        await wait(50, undefined, { signal });
    }
  }

  /** What has come of the events, all floors added. */
  async progress(floors: readonly string[]): Promise<Omit<Progress, 'through'>> {
    const sum = { applied: 0, duplicates: 0, late: 0, ignored: 0 };
    for (const floor of floors) {
      const headers = { authorization: `Bearer ${this.#house.ingestKey}` };
      const answer = await fetch(`${this.#house.address('ingest')}/v1/floors/${floor}/progress`, { headers });
      const one = Progress.parse(await answer.json());
      for (const name of ['applied', 'duplicates', 'late', 'ignored'] as const) sum[name] += one[name];
    }
    return sum;
  }

  /** Whether the ledger has every fact there is. */
  async isRecorded(): Promise<boolean> {
    const positions = await readPositions(this.#history, this.#house.partitions);
    for (const [partition, position] of positions) {
      const last = (await this.#redis.hget(keys.applied(partition), 'fact')) || '0-0';
      if (last !== position) return false;
    }
    return true;
  }

  /** Where the keeper's time went since it began, and what Redis remembers of its slow moments: to be read by people. */
  async describe(): Promise<string[]> {
    const text = await fetch(`${this.#house.address('keeper')}/metrics`).then((answer) => answer.text());
    const value = (name: string) => Number(new RegExp(`^watchfloor_keeper_${name}(?:\\{[^}]*\\})? (\\S+)`, 'm').exec(text)?.[1] ?? 0);
    const commits = value('commit_seconds_count');
    const each = { ms: (1000 * value('commit_seconds_sum')) / commits, events: value('events_applied_total') / commits };
    const slow = z
      .array(z.tuple([z.string(), z.number(), z.number(), z.number()]).rest(z.unknown()))
      .parse(await this.#redis.call('LATENCY', 'LATEST'));
    return [
      `the keeper made ${commits} commits, ${each.ms.toFixed(1)} ms and ${each.events.toFixed(0)} events each in the mean`,
      `Redis was held up longest by ${slow.map(([event, , , most]) => `${event} ${most} ms`).join(', ') || 'nothing over 10 ms'}`,
    ];
  }

  /** Asks keeper and ledger for their lag every half second; keeps the greatest, milliseconds. */
  sampleLags(signal: AbortSignal): Sampler {
    const greatest = { keeper: 0, ledger: 0 };
    const stop = new AbortController();
    const sample = async (service: 'keeper' | 'ledger') => {
      const text = await fetch(`${this.#house.address(service)}/metrics`, { signal }).then((answer) => answer.text());
      const seconds = Number(new RegExp(`^watchfloor_${service}_lag_seconds(?:\\{[^}]*\\})? (\\S+)`, 'm').exec(text)?.[1] ?? 0);
      greatest[service] = Math.max(greatest[service], Math.round(seconds * 1000));
    };
    void (async () => {
      const over = AbortSignal.any([signal, stop.signal]);
      while (!over.aborted) {
        await Promise.all([sample('keeper'), sample('ledger')]).catch(() => {});
        await wait(SAMPLE_MS, undefined, { signal: over }).catch(() => {});
      }
    })();
    return {
      clear: () => void Object.assign(greatest, { keeper: 0, ledger: 0 }),
      stop() {
        stop.abort();
        return { ...greatest };
      },
    };
  }

  async #post(path: string, body: object, cookie?: string): Promise<Response> {
    const headers = { 'content-type': 'application/json', ...(cookie ? { cookie } : {}) };
    const answer = await fetch(`${this.#house.address('gateway')}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`the gateway answers ${answer.status} to ${path}: ${await answer.text()}`);
    return answer;
  }
}
