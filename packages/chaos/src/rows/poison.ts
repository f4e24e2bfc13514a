import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { judge } from '../judge.ts';
import type { Row } from '../row.ts';
import { openStage } from '../stage.ts';

const ONE = 'application/cloudevents+json';
const MANY = 'application/cloudevents-batch+json';
const TIMES = 20;
const BETWEEN_MS = 100;
/** A batch of a neighbour is answered no later than this, whatever the others send. */
const NEIGHBOUR_MS = 2_000;
const GROWTH_MB = 256;

type Poison = { name: string; body: string | Uint8Array<ArrayBuffer>; type: string; headers?: Record<string, string> };

const bad = (data: unknown, more: object = {}) =>
  JSON.stringify({
    specversion: '1.0',
    id: 'p',
    source: '/poison',
    type: 'io.watchfloor.message.received',
    time: new Date().toISOString(),
    subject: 'p',
    floor: 'poison-1',
    data,
    ...more,
  });
const bytes = (...parts: (string | number[])[]) => new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part as string))));

const POISONS: Poison[] = [
  { name: 'broken UTF-8', body: bytes('{"id":"', [0xc3, 0x28], '"}'), type: ONE },
  { name: 'broken JSON', body: '{"specversion":', type: ONE },
  { name: 'deep JSON', body: '['.repeat(100_000) + ']'.repeat(100_000), type: MANY },
  { name: 'deep data', body: bad({ customerId: 'c', text: 'x' }).replace('"x"', `${'['.repeat(20_000)}${']'.repeat(20_000)}`), type: ONE },
  { name: 'huge number', body: bad({ score: 1e308 }, { type: 'io.watchfloor.rating.submitted' }), type: ONE },
  { name: 'number beyond numbers', body: bad({ score: 1 }, { type: 'io.watchfloor.rating.submitted' }).replace('1}', '1e999}'), type: ONE },
  { name: '__proto__', body: '{"__proto__":{"admin":true}}', type: ONE },
  { name: 'constructor', body: '{"data":{"constructor":{"prototype":{"admin":true}}}}', type: ONE },
  { name: 'string of 1 MiB', body: bad({ customerId: 'c', text: 'x'.repeat(1_048_576) }), type: ONE },
  { name: 'string of 900 KiB', body: bad({ customerId: 'c', text: 'x'.repeat(900_000) }), type: ONE },
  { name: 'zip bomb', body: new Uint8Array(gzipSync(Buffer.alloc(64 * 1_048_576))), type: ONE, headers: { 'content-encoding': 'gzip' } },
  { name: 'no data', body: bad(undefined), type: ONE },
  { name: 'unknown type', body: bad({}, { type: 'io.watchfloor.constructor' }), type: ONE },
  { name: 'a million nothings', body: `[${'0,'.repeat(500_000)}0]`, type: MANY },
];

/** Bodies that mean harm, amid a stream of others who do not. */
export const poison: Row = {
  name: 'poison',
  what: `${POISONS.length} kinds of bad bodies amid the stream: a 4xx each with a reason, neighbours answered within 2 s, memory bounded`,
  async run(context) {
    await using stage = await openStage(context);
    const { house, signal } = stage;
    const stream = await stage.stream('poison');
    await wait(3_000, undefined, { signal });
    const pid = house.pidOf('ingest');
    const before = residentMb(pid);
    const times = context.times ?? TIMES;
    const wrong = new Set<string>();
    const from = Date.now();
    const seen = new Map<string, number>();
    for (let time = 0; time < times; time += 1) {
      for (const { name, body, type, headers } of POISONS) {
        const answer = await fetch(`${house.ingestUrl}/v1/events`, {
          method: 'POST',
          headers: { authorization: `Bearer ${house.key}`, 'content-type': type, ...headers },
          body,
          signal: AbortSignal.timeout(10_000),
        }).catch((error: Error) => error);
        // A server that stops listening to what is too large may close before all was sent.
        if (answer instanceof Error) wrong.add(`${name}: ${String(answer.cause ?? answer).slice(0, 120)}`);
        else {
          const text = await answer.text();
          seen.set(name, answer.status);
          const isClear = answer.status >= 400 && answer.status < 500 && /"(detail|title)":/.test(text);
          if (!isClear) wrong.add(`${name}: answered ${answer.status} ${text.slice(0, 120)}`);
        }
      }
      await wait(BETWEEN_MS, undefined, { signal });
    }
    const neighbours = stream.told.between(from, Date.now());
    const refused = neighbours.filter(({ status }) => status !== 202);
    if (refused.length > 0) wrong.add(`${refused.length} of ${neighbours.length} batches of neighbours were not taken`);
    const slowest = Math.max(0, ...neighbours.map(({ sentAt, answeredAt }) => answeredAt - sentAt));
    if (slowest > NEIGHBOUR_MS) wrong.add(`a neighbour was answered only after ${slowest} ms`);
    if (house.pidOf('ingest') !== pid) wrong.add('the receiver was started again');
    const after = residentMb(pid);
    if (after !== null && before !== null && after - before > GROWTH_MB) wrong.add(`the receiver grew from ${before} to ${after} MB`);
    const verdict = await judge(stage, stream);
    const told = [...seen].map(([name, status]) => `${name} ${status}`).join(', ');
    const notes = [...verdict.notes, told, `receiver ${before} MB before, ${after} MB after; slowest neighbour ${slowest} ms`];
    return [{ fault: 'poison', times: times * POISONS.length, backMs: [], ...verdict, wrong: [...wrong, ...verdict.wrong], notes }];
  },
};

/** Memory of a process, where the system tells it. */
function residentMb(pid: number): number | null {
  try {
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024);
  } catch {
    return null;
  }
}
