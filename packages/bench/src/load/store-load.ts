import { Receipt } from '@watchfloor/contracts/ingest';
import { Redis } from 'ioredis';
import { Pool } from 'undici';
import { spreadOf } from '../statistics.ts';
import { answerCommands } from './answer-command.ts';
import { StoreCommand, type StoreResult } from './store-command.ts';

/** Events a request or pipeline. */
const BATCH = 100;

type Sender = { send(events: string[]): Promise<number>; close(): Promise<void> };

let made = 0;

/** A hundred events of about 300 bytes as they stand on the wire, none like another. */
function nextBatch(): string[] {
  const time = new Date().toISOString();
  return Array.from({ length: BATCH }, () => {
    const number = ++made;
    return `{"specversion":"1.0","id":"m-${process.pid}-${number}","source":"/chat/bench","type":"io.watchfloor.message.received","time":"${time}","subject":"conv-${number % 5_000}","floor":"bench","data":{"customerId":"c-${number % 5_000}","text":"你好,昨天下的订单什么时候发货?","channel":"tmall","shopId":"s${number % 20}"}}`;
  });
}

function httpSender({ ingest, key, connections }: StoreCommand): Sender {
  const pool = new Pool(ingest, { connections, pipelining: 1 });
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/cloudevents-batch+json' };
  return {
    async send(events) {
      const { statusCode, body } = await pool.request({ path: '/v1/events', method: 'POST', headers, body: `[${events.join(',')}]` });
      const answer: unknown = await body.json();
      if (statusCode !== 202) throw new Error(`the receiver answered ${statusCode}: ${JSON.stringify(answer).slice(0, 300)}`);
      return Receipt.parse(answer).accepted;
    },
    close: () => pool.close(),
  };
}

/** A connection of ioredis as it comes, one for each that HTTP has; the stream is emptied by whoever measures. */
async function xaddSender({ redis: url, connections }: StoreCommand): Promise<Sender> {
  const clients = Array.from({ length: connections }, () => new Redis(url));
  await Promise.all(clients.map((client) => client.ping()));
  const free = [...clients];
  return {
    async send(events) {
      const client = free.pop();
      if (!client) throw new Error('more batches than connections');
      const pipeline = client.pipeline();
      for (const event of events) pipeline.xadd('bench:xadd', '*', 'f', event);
      const answers = (await pipeline.exec()) ?? [];
      free.push(client);
      for (const [error] of answers) if (error) throw error;
      return answers.length;
    },
    async close() {
      for (const client of clients) client.disconnect();
    },
  };
}

/** Keeps every connection busy for so long; counts what was answered as durable. */
async function drive(command: StoreCommand): Promise<StoreResult> {
  const sender = command.way === 'http' ? httpSender(command) : await xaddSender(command);
  const times: number[] = [];
  const cpu = process.cpuUsage();
  const begun = performance.now();
  const until = begun + command.seconds * 1000;
  let events = 0;
  const loop = async () => {
    while (performance.now() < until) {
      const sent = performance.now();
      // Not `events += await`: that would add to what it was before the wait.
      const stored = await sender.send(nextBatch());
      events += stored;
      times.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: command.connections }, loop));
  const seconds = (performance.now() - begun) / 1000;
  const used = process.cpuUsage(cpu);
  await sender.close();
  const { median, p99 } = spreadOf(times);
  return { events, seconds, cpuSeconds: (used.user + used.system) / 1e6, p50Ms: median ?? 0, p99Ms: p99 ?? 0 };
}

answerCommands((command) => drive(StoreCommand.parse(command)));
