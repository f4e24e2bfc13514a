import { ConversationEvents } from '@watchfloor/contracts/archive';
import { isEventType, TYPE_PREFIX } from '@watchfloor/contracts/event';
import { floorKeyOf } from '@watchfloor/contracts/floor';
import { Instant, instantOf } from '@watchfloor/contracts/instant';
import type { History } from '@watchfloor/history/connect';
import { subjectEvents } from '@watchfloor/history/read-archive';
import type { ArchiveRow } from '@watchfloor/history/schema';
import { z } from 'zod';
import { MANAGEMENT, principalOf, STAFF } from '../access/guard.ts';
import { FloorPath } from './floor-path.ts';
import { requireFloor } from './floors.ts';
import { responses } from './responses.ts';
import type { ZodServer } from './route-types.ts';

/** So much of a conversation is given at most; what it is about lies around `at`. */
const MOST = 1_000;
/** So far around an instant a conversation is looked for, milliseconds. */
const AROUND_MS = 7 * 86_400_000;

const ConversationPath = FloorPath.extend({ conversation: z.string() });

/** The events of one conversation, from the archive: where an explanation leads. */
export function conversationEventRoutes(server: ZodServer, { db }: { db: History }): void {
  server.get(
    '/api/v1/floors/:floor/conversations/:conversation/events',
    {
      schema: {
        operationId: 'listConversationEvents',
        tags: ['events in'],
        summary: 'Events of one conversation in true order, up to a week around an instant; what was said is for admins and managers',
        params: ConversationPath,
        querystring: z.object({ at: Instant.optional().meta({ description: 'absent: now' }) }),
        response: responses({ status: 200, body: ConversationEvents }, 400, 401, 403, 404),
      },
      config: { access: STAFF },
    },
    async (request) => {
      const { tenant, role } = principalOf(request);
      const floor = await requireFloor(db, tenant, request.params.floor);
      const at = request.query.at === undefined ? Date.now() : Date.parse(request.query.at);
      const asked = { floorKey: floorKeyOf(tenant, floor.id), subject: request.params.conversation };
      const range = { fromMs: at - AROUND_MS, toMs: at + AROUND_MS };
      const rows = await subjectEvents(db, { ...asked, ...range })
        .limit(MOST)
        .execute();
      const hears = MANAGEMENT.some((each) => each === role);
      return { items: rows.filter(({ type }) => isEventType(type)).map((row) => shown(row, hears)), nextCursor: null };
    },
  );
}

/** An event as the archive has it, masked; without what was said for who may not know. */
function shown({ at, received, source, id, type, data }: ArchiveRow, hears: boolean): ConversationEvents['items'][number] {
  const { text, comment, ...rest } = JSON.parse(data) as Record<string, unknown>;
  const said = hears ? { ...(text === undefined ? {} : { text }), ...(comment === undefined ? {} : { comment }) } : {};
  return { at: instantOf(at), received: instantOf(received), source, id, type: `${TYPE_PREFIX}${type}`, data: { ...rest, ...said } };
}
