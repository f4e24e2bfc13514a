import type { Fact } from '@watchfloor/contracts/fact';
import type { FloorEntry } from '@watchfloor/contracts/floor';
import { HourSlots } from '@watchfloor/core/window/hour-slots';
import { tellWindows } from '@watchfloor/core/window/tell-windows';
import { addTo, emptyVector, encodeVector, type Vector } from '@watchfloor/core/window/vector';
import { readFacts } from '@watchfloor/redis/facts';
import { keys } from '@watchfloor/redis/keys';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { type AgentStay, type Replies, readWindowHours, readWindowMinutes } from '@watchfloor/redis/windows';

const HOUR_MS = 3_600_000;
/** So far back minutes are compared: further than any event of the tests. */
const MINUTES = 40;
const HOURS = 4;

/** Windows as plain texts: second or hour and subject -> what happened; hour and customer -> the last reply; hour and agent -> states left. */
export class WindowAccount {
  readonly #floor: FloorEntry;
  readonly #slots = new HourSlots();
  readonly #vectors = new Map<string, Vector>();
  readonly #lasts = new Map<string, number[]>();
  readonly #stays = new Map<string, number>();

  constructor(floor: FloorEntry) {
    this.#floor = floor;
  }

  fold(fact: Fact, sign: 1 | -1): void {
    const slot = this.#slots.startOf(fact.at, this.#floor);
    tellWindows(fact, sign, {
      add: (subject, at, code, n) => {
        this.#add(`${Math.floor(at / 1000)}|${subject}`, code, n);
        this.#add(`hour ${this.#slots.startOf(at, this.#floor)}|${subject}`, code, n);
      },
      reply: ({ at, cut, customerId }) => this.#reply(slot, { cut, seconds: new Map([[customerId, [Math.floor(at / 1000)]]]) }, sign),
      state: ({ at, from, status, agentId, cut }) => this.#stay(slot, agentId, { status, from, to: at, teamId: cut.teamId }, sign),
    });
  }

  /** What Redis holds, and the facts since. */
  static async inRedis(redis: ScriptedRedis, partition: number, { floor, through }: { floor: FloorEntry; through: number }) {
    const floorKey = `${floor.tenant}/${floor.id}`;
    const account = new WindowAccount(floor);
    const minutes = Array.from({ length: MINUTES }, (_, i) => Math.floor(through / 60_000) + 2 - i);
    for (const { buckets } of await readWindowMinutes(redis, { partition, floorKey }, minutes))
      for (const [subject, seconds] of buckets) for (const [second, vector] of seconds) account.#put(`${second}|${subject}`, vector);
    const slots = account.#slots.within({ from: through - HOURS * HOUR_MS, to: through + 60_000 }, floor);
    for (const { start, totals, replies, stays } of await readWindowHours(redis, { partition, floorKey }, slots)) {
      for (const [subject, vector] of totals) account.#put(`hour ${start}|${subject}`, vector);
      for (const each of replies.values()) account.#reply(start, each, 1);
      for (const [agentId, all] of stays) for (const stay of all) account.#stay(start, agentId, stay, 1);
    }
    const after = (await redis.hget(keys.applied(partition), 'windows')) ?? '0-0';
    for await (const { batch } of readFacts(redis, partition, { after })) {
      for (const { floor: mine, retracts = [], facts } of batch.floors) {
        if (mine !== floorKey) continue;
        for (const fact of retracts) account.fold(fact, -1);
        for (const fact of facts) account.fold(fact, 1);
      }
    }
    return account;
  }

  /** Everything that is not nothing, sorted. */
  texts(): Record<string, string> {
    const texts = [...this.#vectors].map(([key, vector]) => [key, encodeVector(vector).split(',').sort().join()] as const);
    const lasts = [...this.#lasts].map(([key, seconds]) => [key, seconds.length === 0 ? '' : String(Math.max(...seconds))] as const);
    const stays = [...this.#stays].map(([key, n]) => [key, n === 0 ? '' : String(n)] as const);
    return Object.fromEntries([...texts, ...lasts, ...stays].filter(([, text]) => text !== '').sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  #add(key: string, code: number, n: number): void {
    const vector = this.#vectors.get(key) ?? emptyVector();
    this.#vectors.set(key, vector);
    addTo(vector, code, n);
  }

  #put(key: string, part: Vector): void {
    for (let i = 1; i + 1 < part.length; i += 2) this.#add(key, part[i] ?? 0, part[i + 1] ?? 0);
  }

  #reply(slot: number, { cut, seconds }: Replies, sign: 1 | -1): void {
    for (const [customer, added] of seconds) {
      const key = `${slot} ${customer} ${Object.values(cut).join()}`;
      const all = this.#lasts.get(key) ?? [];
      this.#lasts.set(key, all);
      for (const second of added) {
        const place = all.indexOf(second);
        if (sign > 0) all.push(second);
        else if (place >= 0) all.splice(place, 1);
      }
    }
  }

  #stay(slot: number, agentId: string, { status, from, to, teamId }: AgentStay, sign: 1 | -1): void {
    const key = `${slot} ${agentId} ${[status, from, to, teamId].join()}`;
    this.#stays.set(key, (this.#stays.get(key) ?? 0) + sign);
  }
}
