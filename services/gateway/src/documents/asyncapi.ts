import { AlertNews } from '@watchfloor/contracts/alert';
import { CloudEvent } from '@watchfloor/contracts/event';
import { Receipt } from '@watchfloor/contracts/ingest';
import { Delta, Snapshot } from '@watchfloor/contracts/live';
import { Subscribe } from '@watchfloor/contracts/sockets';
import { z } from 'zod';

const messages = { CloudEvent, Receipt, Subscribe, Snapshot, Delta, AlertNews } as const;
type MessageName = keyof typeof messages;

/** JSON Schemas of everything that goes over the sockets, with references among themselves. */
function schemas(): Record<string, unknown> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(messages)) registry.add(schema, { id });
  const { schemas: all } = z.toJSONSchema(registry, { uri: (id) => `#/components/schemas/${id}`, io: 'output' });
  return Object.fromEntries(Object.entries(all).map(([id, { $schema: _, $id: __, ...schema }]) => [id, schema]));
}

const message = (name: MessageName, summary: string) => ({ name, summary, payload: { $ref: `#/components/schemas/${name}` } });
const channel = (address: string, title: string, description: string, names: MessageName[]) => ({
  address,
  title,
  description,
  messages: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/messages/${name}` }])),
});
const operation = (action: 'send' | 'receive', channelName: string, name: MessageName, summary: string, reply?: MessageName) => ({
  action,
  channel: { $ref: `#/channels/${channelName}` },
  summary,
  messages: [{ $ref: `#/channels/${channelName}/messages/${name}` }],
  ...(reply ? { reply: { channel: { $ref: `#/channels/${channelName}` }, messages: [{ $ref: `#/channels/${channelName}/messages/${reply}` }] } } : {}),
});

/** The AsyncAPI 3.0 document of the Socket.IO namespaces, made from the same zod schemas that the code uses. */
export function asyncApiDocument() {
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Watchfloor sockets',
      version: '0.1.0',
      description:
        'Socket.IO, path /socket.io. Handshake `auth: {token}` or the session cookie. Sockets are hints, state is the truth: a gap in `seq` means subscribe again.',
    },
    channels: {
      wallboard: channel('/wallboard', 'Wallboard', 'Namespace on the gateway port. Client events: subscribe, unsubscribe. Server events: snapshot, delta, alert.', [
        'Subscribe',
        'Snapshot',
        'Delta',
        'AlertNews',
      ]),
      ingest: channel('/ingest', 'Ingest', 'Namespace on the ingest port, `auth: {token: <ingest key>}`. Client event: events, acknowledged by a receipt or {error, retryAfterMs?}.', [
        'CloudEvent',
        'Receipt',
      ]),
    },
    operations: {
      subscribe: operation('receive', 'wallboard', 'Subscribe', 'Look at a floor; acknowledged by {ok} or {error}', 'Snapshot'),
      snapshot: operation('send', 'wallboard', 'Snapshot', 'The whole board, after subscribe'),
      delta: operation('send', 'wallboard', 'Delta', 'What changed, numbered by seq, at most four a second'),
      alert: operation('send', 'wallboard', 'AlertNews', 'An alert fired, changed or resolved: at once'),
      events: operation('receive', 'ingest', 'CloudEvent', 'One event or an array of them', 'Receipt'),
    },
    components: {
      schemas: schemas(),
      messages: {
        CloudEvent: message('CloudEvent', 'An event of a chat system'),
        Receipt: message('Receipt', 'What was accepted'),
        Subscribe: message('Subscribe', 'Event `subscribe`'),
        Snapshot: message('Snapshot', 'Event `snapshot`'),
        Delta: message('Delta', 'Event `delta`'),
        AlertNews: message('AlertNews', 'Event `alert`'),
      },
    },
  };
}
