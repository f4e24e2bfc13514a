import { TYPE_PREFIX } from '@watchfloor/contracts/event';
import { floorKeyOf } from '@watchfloor/contracts/floor';
import { IgnoredPage, IgnoredQuery } from '@watchfloor/contracts/ignored';
import { instantOf } from '@watchfloor/contracts/instant';
import type { History } from '@watchfloor/history/connect';
import { countIgnoredEvents, type IgnoredPlace, listIgnoredEvents } from '@watchfloor/history/ignored-events';
import { ProblemError } from '@watchfloor/runtime/problem';
import { z } from 'zod';
import { principalOf, STAFF } from '../access/guard.ts';
import { FloorPath } from './floor-path.ts';
import { requireFloor } from './floors.ts';
import { responses } from './responses.ts';
import type { ZodServer } from './route-types.ts';

/** Events that changed nothing, from the ledger. */
export function ignoredRoutes(server: ZodServer, { db }: { db: History }): void {
  server.get(
    '/api/v1/floors/:floor/ignored',
    {
      schema: {
        operationId: 'listIgnored',
        tags: ['events in'],
        summary: 'Events that changed nothing (late ones too) and why, newest first, with counts by reason',
        params: FloorPath,
        querystring: IgnoredQuery,
        response: responses({ status: 200, body: IgnoredPage }, 400, 401, 403, 404),
      },
      config: { access: STAFF },
    },
    async (request) => {
      const { tenant } = principalOf(request);
      const floor = await requireFloor(db, tenant, request.params.floor);
      const { from, to, reason, limit, cursor } = request.query;
      const range = { floorKey: floorKeyOf(tenant, floor.id), fromMs: msOf(from), toMs: msOf(to) };
      const after = cursor === undefined ? undefined : placeOf(cursor);
      const { items, next } = await listIgnoredEvents(db, { ...range, reason, after, limit });
      const counts = await countIgnoredEvents(db, range);
      return {
        items: items.map((item) => ({ ...item, at: instantOf(item.at), type: `${TYPE_PREFIX}${item.type}` })),
        nextCursor: next && cursorOf(next),
        counts,
      };
    },
  );
}

const msOf = (instant: string | undefined) => (instant === undefined ? undefined : Date.parse(instant));

/** Without the character that PostgreSQL's texts cannot hold. */
const text = z.string().refine((given) => !given.includes('\0'));
const Place = z.tuple([z.int(), text, text]);

const cursorOf = ({ at, source, id }: IgnoredPlace): string => Buffer.from(JSON.stringify([at, source, id])).toString('base64url');

/** @throws ProblemError 400 for what is no cursor of ours. */
function placeOf(cursor: string): IgnoredPlace {
  try {
    const [at, source, id] = Place.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    return { at, source, id };
  } catch {
    throw new ProblemError(400, 'cursor: not a cursor of ours');
  }
}
