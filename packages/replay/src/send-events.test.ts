import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { connectIngest } from './ingest-client.ts';
import { makePace } from './pace.ts';
import type { RecordedEvent } from './recording.ts';
import { nothingSent, type Sent, sendEvents } from './send-events.ts';

type Answer = (request: { body: { id: string }[]; url: string }, response: ServerResponse) => void;

/** A receiver that answers as told, and remembers what it was sent. */
async function receiver(answer: Answer) {
  const requests: { body: { id: string }[]; url: string }[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    const seen = { body: JSON.parse(await text(request)), url: request.url ?? '' };
    requests.push(seen);
    answer(seen, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { requests, url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: async () => void server.close().closeAllConnections() };
}

const accepted: Answer = ({ body }, response) =>
  void response.writeHead(202).end(JSON.stringify({ accepted: body.length, duplicates: 0, rejected: [] }));

const recorded = (count: number, bytes = 200): RecordedEvent[] =>
  Array.from({ length: count }, (_, at) => {
    const json = JSON.stringify({ id: `${at}`, filler: 'x'.repeat(bytes) });
    return { time: at * 1000, type: 'agent.status', source: '/s', id: `${at}`, place: `line ${at + 1}`, json, bytes: json.length };
  });

async function send(url: string, events: RecordedEvent[], signal = new AbortController().signal): Promise<Sent> {
  const connection = { ingest: url, gateway: url, ingestKey: 'k', admin: { email: 'a', password: 'p' } };
  const sent = nothingSent();
  await sendEvents({ events, client: connectIngest(connection, 'f'), pace: makePace('max', 0), signal }, sent, () => {});
  return sent;
}

describe('sending', () => {
  it('keeps the order over all batches, at most a frame of events each', async () => {
    await using server = await receiver(accepted);
    const sent = await send(server.url, recorded(600));
    expect(server.requests.map(({ body }) => body.length)).toEqual([256, 256, 88]);
    expect(server.requests.flatMap(({ body }) => body.map(({ id }) => Number(id)))).toEqual(Array.from({ length: 600 }, (_, at) => at));
    expect(server.requests[0]?.url).toBe('/v1/events?floor=f');
    expect(sent).toMatchObject({ sent: 600, accepted: 600, rejected: 0 });
  });

  it('keeps a batch under the size of a body', async () => {
    await using server = await receiver(accepted);
    await send(server.url, recorded(40, 60_000));
    expect(server.requests.map(({ body }) => body.length)).toEqual([15, 15, 10]);
  });

  it('sends the same batch again when the receiver asks for patience', async () => {
    let answers = 0;
    await using server = await receiver((request, response) => {
      answers += 1;
      if (answers === 1) response.writeHead(503, { 'retry-after': '0' }).end();
      else if (answers === 2) response.writeHead(429, { 'retry-after': '0' }).end();
      else accepted(request, response);
    });
    expect(await send(server.url, recorded(3))).toMatchObject({ sent: 3, accepted: 3 });
    expect(server.requests.map(({ body }) => body.length)).toEqual([3, 3, 3]);
  });

  it('names the line of what was rejected, also when the whole batch was', async () => {
    await using server = await receiver((_, response) =>
      response.writeHead(422).end(
        JSON.stringify({
          accepted: 0,
          duplicates: 0,
          rejected: [{ index: 1, id: '1', detail: 'data.status: required' }],
          rejectedTotal: 2,
        }),
      ),
    );
    const sent = await send(server.url, recorded(2));
    expect(sent.rejected).toBe(2);
    expect(sent.rejections).toEqual([{ place: 'line 2', id: '1', detail: 'data.status: required' }]);
  });

  it('stops when the receiver refuses the key', async () => {
    await using server = await receiver((_, response) => response.writeHead(401).end(JSON.stringify({ title: 'no such key' })));
    await expect(send(server.url, recorded(2))).rejects.toThrow('401 no such key');
  });
});
