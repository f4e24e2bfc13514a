import '@watchfloor/contracts/alert';
import '@watchfloor/contracts/event';
import '@watchfloor/contracts/ingest';
import '@watchfloor/contracts/live';
import '@watchfloor/contracts/sockets';
import { z } from 'zod';
import { pruneSchemas } from './prune-schemas.ts';

type MessageName = 'CloudEvent' | 'Receipt' | 'Subscribe' | 'Snapshot' | 'Delta' | 'AlertNews';

/** JSON Schemas of everything that has a name, with references among themselves. */
function namedSchemas(): Record<string, unknown> {
  const { schemas } = z.toJSONSchema(z.globalRegistry, { uri: (id) => `#/components/schemas/${id}`, io: 'output' });
  return Object.fromEntries(Object.entries(schemas).map(([id, { $schema: _, $id: __, ...schema }]) => [id, schema]));
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
  ...(reply
    ? { reply: { channel: { $ref: `#/channels/${channelName}` }, messages: [{ $ref: `#/channels/${channelName}/messages/${reply}` }] } }
    : {}),
});

/** The AsyncAPI 3.0 document of the Socket.IO namespaces, made from the same zod schemas that the code uses. */
export function asyncApiDocument() {
  const document = {
    asyncapi: '3.0.0',
    info: {
      title: 'Watchfloor sockets',
      version: '0.1.0',
      description:
        'Socket.IO, path /socket.io. Handshake `auth: {token}` or the session cookie. Sockets are hints, state is the truth: a gap in `seq` means subscribe again.',
    },
    channels: {
      wallboard: channel(
        '/wallboard',
        'Wallboard',
        'Namespace on the gateway port. Client events: subscribe, unsubscribe. Server events: snapshot, delta, alert.',
        ['Subscribe', 'Snapshot', 'Delta', 'AlertNews'],
      ),
      ingest: channel(
        '/ingest',
        'Ingest',
        'Namespace on the ingest port, `auth: {token: <ingest key>}`. Client event: events, acknowledged by a receipt or {error, retryAfterMs?}.',
        ['CloudEvent', 'Receipt'],
      ),
    },
    operations: {
      subscribe: operation('receive', 'wallboard', 'Subscribe', 'Look at a floor; acknowledged by {ok} or {error}', 'Snapshot'),
      snapshot: operation('send', 'wallboard', 'Snapshot', 'The whole board, after subscribe'),
      delta: operation('send', 'wallboard', 'Delta', 'What changed, numbered by seq, at most four a second'),
      alert: operation('send', 'wallboard', 'AlertNews', 'An alert fired, changed or resolved: at once'),
      events: operation('receive', 'ingest', 'CloudEvent', 'One event or an array of them', 'Receipt'),
    },
  };
  const named = {
    CloudEvent: message('CloudEvent', 'An event of a chat system'),
    Receipt: message('Receipt', 'What was accepted'),
    Subscribe: message('Subscribe', 'Event `subscribe`'),
    Snapshot: message('Snapshot', 'Event `snapshot`'),
    Delta: message('Delta', 'Event `delta`'),
    AlertNews: message('AlertNews', 'Event `alert`'),
  };
  return { ...document, components: { messages: named, schemas: pruneSchemas(named, namedSchemas()) } };
}
