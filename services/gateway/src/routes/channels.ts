import { randomBytes } from 'node:crypto';
import { Channel, CreatedChannel, Delivery, NewChannel } from '@watchfloor/contracts/channel';
import { instantOf } from '@watchfloor/contracts/instant';
import { deliverWebhook } from '@watchfloor/deliver/webhook/deliver-webhook';
import { createChannel, deleteChannel, findChannel, listChannels, type StoredChannel, updateChannel } from '@watchfloor/history/channels';
import type { History } from '@watchfloor/history/connect';
import { grantChannel, withdrawChannel } from '@watchfloor/redis/channels';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { ProblemError } from '@watchfloor/runtime/problem';
import { z } from 'zod';
import { ADMIN, principalOf } from '../access/guard.ts';
import { responses } from './responses.ts';
import type { ZodServer } from './route-types.ts';

const shown = ({ createdAt, tenant: _, secret: __, ...channel }: StoredChannel): Channel => ({
  ...channel,
  createdAt: instantOf(createdAt),
});
const Change = NewChannel.omit({ kind: true }).partial().meta({ id: 'ChannelChange' });

/** Where alerts go outside Watchfloor. */
export function channelRoutes(
  server: ZodServer,
  { db, redis, allowPrivate }: { db: History; redis: ScriptedRedis; allowPrivate: boolean },
): void {
  const tags = ['channels'];
  const access = ADMIN;
  const Path = z.object({ id: z.uuid() });

  const require = async (tenant: string, id: string): Promise<StoredChannel> => {
    const channel = await findChannel(db, tenant, id);
    if (!channel) throw new ProblemError(404, 'There is no such channel.');
    return channel;
  };

  server.post(
    '/api/v1/channels',
    {
      schema: {
        operationId: 'createChannel',
        tags,
        summary: 'Add a webhook signed by Standard Webhooks; its secret is shown this once',
        body: NewChannel,
        response: responses({ status: 201, body: CreatedChannel }, 400, 401, 403),
      },
      config: { access, secret: true },
    },
    async (request, reply) => {
      const { floors = null, ...given } = request.body;
      const secret = `whsec_${randomBytes(24).toString('base64')}`;
      const channel = await createChannel(db, { ...given, floors, tenant: principalOf(request).tenant, secret, createdAt: Date.now() });
      await grantChannel(redis, channel);
      return reply.code(201).send({ ...shown(channel), secret });
    },
  );
  server.get(
    '/api/v1/channels',
    {
      schema: {
        operationId: 'listChannels',
        tags,
        summary: 'Channels',
        response: responses({ status: 200, body: z.object({ items: z.array(Channel), nextCursor: z.null() }) }, 401, 403),
      },
      config: { access },
    },
    async (request) => ({ items: (await listChannels(db, principalOf(request).tenant)).map(shown), nextCursor: null }),
  );
  server.put(
    '/api/v1/channels/:id',
    {
      schema: {
        operationId: 'changeChannel',
        tags,
        summary: 'Change a channel; what is absent stays',
        params: Path,
        body: Change,
        response: responses({ status: 200, body: Channel }, 400, 401, 403, 404),
      },
      config: { access },
    },
    async (request) => {
      const channel = await updateChannel(db, { ...definedOf(request.body), tenant: principalOf(request).tenant, id: request.params.id });
      if (!channel) throw new ProblemError(404, 'There is no such channel.');
      await grantChannel(redis, channel);
      return shown(channel);
    },
  );
  server.delete(
    '/api/v1/channels/:id',
    {
      schema: {
        operationId: 'deleteChannel',
        tags,
        summary: 'Remove a channel',
        params: Path,
        response: responses({ status: 204, body: z.null() }, 400, 401, 403, 404),
      },
      config: { access },
    },
    async (request, reply) => {
      if (!(await deleteChannel(db, principalOf(request).tenant, request.params.id)))
        throw new ProblemError(404, 'There is no such channel.');
      await withdrawChannel(redis, request.params.id);
      return reply.code(204).send(null);
    },
  );
  server.post(
    '/api/v1/channels/:id/test',
    {
      schema: {
        operationId: 'testChannel',
        tags,
        summary: 'Send a test message now and say how it went',
        params: Path,
        response: responses({ status: 200, body: Delivery }, 400, 401, 403, 404),
      },
      config: { access },
    },
    async (request) => {
      const channel = await require(principalOf(request).tenant, request.params.id);
      const data = { text: 'A test message of Watchfloor.' };
      return deliverWebhook(
        channel,
        { messageId: `test_${randomBytes(9).toString('base64url')}`, type: 'test', timestamp: instantOf(Date.now()), data },
        { allowPrivate },
      );
    },
  );
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };
const definedOf = <T extends object>(given: T): Defined<T> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Defined<T>;

/** Tells alerting of every channel; at the start, because Redis may have been set up anew. */
export async function publishChannels(db: History, redis: ScriptedRedis): Promise<void> {
  for (const channel of await listChannels(db, null)) await grantChannel(redis, channel);
}
