import { Readable } from 'node:stream';
import { ArchiveQuery } from '@watchfloor/contracts/archive';
import { type CloudEvent, isEventType, TYPE_PREFIX } from '@watchfloor/contracts/event';
import { floorKeyOf } from '@watchfloor/contracts/floor';
import { instantOf } from '@watchfloor/contracts/instant';
import type { History } from '@watchfloor/history/connect';
import { readArchive } from '@watchfloor/history/read-archive';
import type { ArchiveRow } from '@watchfloor/history/schema';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { MANAGEMENT, principalOf } from '../access/guard.ts';
import { FloorPath } from './floor-path.ts';
import { requireFloor } from './floors.ts';
import { problems } from './responses.ts';
import type { ZodServer } from './route-types.ts';

const NDJSON = 'application/x-ndjson';
/** Events that are in memory at a time: the next are read when the client has taken these. */
const PAGE = 1_000;

/** Events as they came in, masked, from the archive; `replay` takes them back. */
export function eventRoutes(server: ZodServer, { db }: { db: History }): void {
  server.get(
    '/api/v1/floors/:floor/events',
    {
      schema: {
        operationId: 'exportEvents',
        tags: ['events in'],
        summary:
          'Events of a floor as CloudEvents, one a line, in true order: what is archived by now, masked. `npm run replay` takes it back',
        params: FloorPath,
        querystring: ArchiveQuery,
        response: {
          200: { description: 'A CloudEvent a line', content: { [NDJSON]: { schema: z.string() } } },
          ...problems(400, 401, 403, 404),
        },
      },
      config: { access: MANAGEMENT },
    },
    async (request, reply) => {
      const { tenant } = principalOf(request);
      const floor = await requireFloor(db, tenant, request.params.floor);
      const { from, to } = request.query;
      const range = {
        floorKey: floorKeyOf(tenant, floor.id),
        fromMs: from === undefined ? undefined : Date.parse(from),
        toMs: to === undefined ? undefined : Date.parse(to),
      };
      const pages = readArchive(db, range, PAGE);
      // A database that is away is still told as a problem; later the answer can only break off.
      const first = await pages.next();
      const answer: FastifyReply = reply.type(NDJSON);
      return answer.send(Readable.from(linesOf(first, pages, floor.id)));
    },
  );
}

async function* linesOf(
  first: IteratorResult<ArchiveRow[], void>,
  rest: AsyncIterable<ArchiveRow[]>,
  floor: string,
): AsyncGenerator<string> {
  const lines = (rows: ArchiveRow[]) =>
    rows
      // Settings never come in from outside, so they do not go out as events either.
      .filter(({ type }) => isEventType(type))
      .map((row) => `${JSON.stringify(cloudEventOf(row, floor))}\n`)
      .join('');
  yield lines(first.value ?? []);
  for await (const page of rest) yield lines(page);
}

const cloudEventOf = ({ id, source, type, at, subject, data }: ArchiveRow, floor: string): CloudEvent => ({
  specversion: '1.0',
  id,
  source,
  type: `${TYPE_PREFIX}${type}`,
  time: instantOf(at),
  subject,
  floor,
  data: JSON.parse(data),
});
