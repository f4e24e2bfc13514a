import { Instant } from '@watchfloor/contracts/instant';
import { plainText } from '@watchfloor/contracts/plain-text';
import type { History, HistoryTransaction } from '@watchfloor/history/connect';
import { findThing, listThings, type Thing, type ThingKind, writeThing } from '@watchfloor/history/settings';
import { ProblemError } from '@watchfloor/runtime/problem';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { MANAGEMENT, principalOf, STAFF } from '../access/guard.ts';
import type { SettingsRelay } from '../relay-settings.ts';
import { checkVersion } from './check-version.ts';
import { requireFloor } from './floors.ts';
import { responses } from './responses.ts';
import type { ZodServer } from './route-types.ts';

export type SettingParts = { db: History; relay: SettingsRelay };

/** A floor that is being changed, inside the transaction of the change. */
export type FloorInHand = { trx: HistoryTransaction; tenant: string; floor: string };

/** What a route of any kind answers; each kind's own schema says which. */
type Shown = Thing<ThingKind>;
type Settings<K extends ThingKind> = Omit<Thing<K>, 'version'>;
type Change = { id?: string | undefined; version?: number | undefined };

/** What there is to know of one kind of settings; `check` throws a ProblemError when they do not fit the others of the floor. */
type Kind<K extends ThingKind, New, Changed extends Change> = {
  kind: K;
  /** The path under the floor, and the names of the operations. */
  path: string;
  one: string;
  Item: z.ZodType<Shown>;
  New: z.ZodType<New>;
  Change: z.ZodType<Changed>;
  /** The thing that is made. */
  made: (given: New) => Settings<K>;
  /** The thing after a change; what is absent stays. */
  changed: (now: Thing<K>, given: Changed) => Settings<K>;
  check?: (next: Settings<K>, floor: FloorInHand) => Promise<void>;
  checkRemoval?: (now: Thing<K>, floor: FloorInHand) => Promise<void>;
};

const FloorOnly = z.object({ floor: z.string() });
const Path = z.object({ floor: z.string(), id: z.string() });
const Page = z.object({
  at: Instant.optional().meta({ description: 'as it was set then; absent: now' }),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  cursor: plainText(512).optional(),
});

/** List, make, change and remove the settings of one kind of a floor. Each change is a version; the relay carries it to keeper and alerting. */
export function thingRoutes<K extends ThingKind, New, Changed extends Change>(
  server: ZodServer,
  { db, relay }: SettingParts,
  kind: Kind<K, New, Changed>,
): void {
  const { Item, one } = kind;
  const address = `/api/v1/floors/:floor/${kind.path}`;
  const tags = ['teams and people'];
  const access = MANAGEMENT;
  const title = `${one[0]?.toUpperCase()}${one.slice(1)}`;

  /** Before anything else is looked at: who may not know of a floor learns nothing from what is wrong with his question. */
  const preValidation = async (request: FastifyRequest) => {
    await requireFloor(db, principalOf(request).tenant, FloorOnly.parse(request.params).floor);
  };
  const placeOf = (request: FastifyRequest, id: string) => {
    const { tenant, userId: author } = principalOf(request);
    return { tenant, floor: FloorOnly.parse(request.params).floor, kind: kind.kind, id, author, now: Date.now() };
  };
  const missing = (id: string) => new ProblemError(404, `There is no ${one} ${id}.`);
  const write = async (
    request: FastifyRequest,
    id: string,
    decide: (now: Thing<K> | null, floor: FloorInHand) => Promise<Settings<K> | null>,
  ) => {
    if (!plainText(256).safeParse(id).success) throw missing(id);
    const place = placeOf(request, id);
    const written = await writeThing(db, place, (now, trx) => decide(now, { trx, tenant: place.tenant, floor: place.floor }));
    if (!written) throw new ProblemError(404, `There is no floor ${place.floor}.`);
    return { thing: written.thing, isTold: await relay.deliver(written.outboxId) };
  };
  /** What was written, in its own shape. */
  const shown = (thing: Shown | null): Shown => Item.parse(thing);

  server.get(
    address,
    {
      schema: {
        operationId: `list${plural(title)}`,
        tags,
        summary: `${plural(title)} of a floor by id, as they are set now or were set at an instant`,
        params: FloorOnly,
        querystring: Page,
        response: responses(
          { status: 200, body: z.object({ items: z.array(Item), nextCursor: z.string().nullable() }) },
          400,
          401,
          403,
          404,
        ),
      },
      config: { access: STAFF },
      preValidation,
    },
    async (request) => {
      const { at, limit, cursor } = request.query;
      const { tenant } = principalOf(request);
      const of = { tenant, floor: request.params.floor, kind: kind.kind };
      return listThings(db, { ...of, limit, cursor, at: at === undefined ? undefined : Date.parse(at) });
    },
  );

  server.get(
    `${address}/:id`,
    {
      schema: {
        operationId: `read${title}`,
        tags,
        summary: `One ${one}`,
        params: Path,
        response: responses({ status: 200, body: Item }, 401, 403, 404),
      },
      config: { access: STAFF },
      preValidation,
    },
    async (request) => {
      const { id } = request.params;
      const thing: Shown | null = plainText(256).safeParse(id).success ? await findThing(db, placeOf(request, id)) : null;
      if (!thing) throw missing(id);
      return thing;
    },
  );

  server.post(
    address,
    {
      schema: {
        operationId: `create${title}`,
        tags,
        summary: `Make a ${one}`,
        params: FloorOnly,
        body: kind.New,
        response: { ...responses({ status: 201, body: Item }, 400, 401, 403, 404, 409), 202: Item },
      },
      config: { access },
      preValidation,
    },
    async (request, reply) => {
      const made = kind.made(request.body as New);
      const { thing, isTold } = await write(request, made.id, async (now, floor) => {
        if (now) throw new ProblemError(409, `There is a ${one} ${made.id} already.`);
        await kind.check?.(made, floor);
        return made;
      });
      return reply.code(isTold ? 201 : 202).send(shown(thing));
    },
  );

  server.put(
    `${address}/:id`,
    {
      schema: {
        operationId: `change${title}`,
        tags,
        summary: `Change a ${one}; what is absent stays, null clears`,
        params: Path,
        body: kind.Change,
        response: { ...responses({ status: 200, body: Item }, 400, 401, 403, 404, 409), 202: Item },
      },
      config: { access },
      preValidation,
    },
    async (request, reply) => {
      const { id } = request.params;
      const given = request.body as Changed;
      const { thing, isTold } = await write(request, id, async (now, floor) => {
        if (!now) throw missing(id);
        if (given.id !== undefined && given.id !== id) throw new ProblemError(400, `body.id: cannot be changed, it is ${id}`);
        checkVersion(now, given.version);
        const changed = kind.changed(now, given);
        await kind.check?.(changed, floor);
        return changed;
      });
      return reply.code(isTold ? 200 : 202).send(shown(thing));
    },
  );

  server.delete(
    `${address}/:id`,
    {
      schema: {
        operationId: `remove${title}`,
        tags,
        summary: `Remove a ${one}; what it was stays in the versions`,
        params: Path,
        response: { ...responses({ status: 204, body: z.null() }, 401, 403, 404, 409), 202: z.null() },
      },
      config: { access },
      preValidation,
    },
    async (request, reply) => {
      const { id } = request.params;
      const { isTold } = await write(request, id, async (now, floor) => {
        if (!now) throw missing(id);
        await kind.checkRemoval?.(now, floor);
        return null;
      });
      return reply.code(isTold ? 204 : 202).send(null);
    },
  );
}

const plural = (title: string): string => (title === 'Person' ? 'People' : `${title}s`);
