import { instantOf } from '@watchfloor/contracts/instant';
import { plainText } from '@watchfloor/contracts/plain-text';
import { SettingKind, SettingVersion } from '@watchfloor/contracts/setting';
import type { History } from '@watchfloor/history/connect';
import { listVersions } from '@watchfloor/history/setting-versions';
import { z } from 'zod';
import { principalOf, STAFF } from '../access/guard.ts';
import { FloorPath } from './floor-path.ts';
import { requireFloor } from './floors.ts';
import { responses } from './responses.ts';
import type { ZodServer } from './route-types.ts';

const Query = z.object({
  kind: SettingKind.optional(),
  id: plainText(256).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z
    .string()
    .regex(/^\d{1,15}$/, 'not a cursor of ours')
    .optional(),
});

/** Who set what when on a floor. */
export function versionRoutes(server: ZodServer, { db }: { db: History }): void {
  server.get(
    '/api/v1/floors/:floor/versions',
    {
      schema: {
        operationId: 'listVersions',
        tags: ['floors'],
        summary: 'Every version of what is set on a floor, the last first: the floor itself, teams, people, the account map',
        params: FloorPath,
        querystring: Query,
        response: responses(
          { status: 200, body: z.object({ items: z.array(SettingVersion), nextCursor: z.string().nullable() }) },
          400,
          401,
          403,
          404,
        ),
      },
      config: { access: STAFF },
    },
    async (request) => {
      const { tenant } = principalOf(request);
      const { id: floor } = await requireFloor(db, tenant, request.params.floor);
      const { kind, id, limit, cursor } = request.query;
      const page = await listVersions(db, { tenant, floor, kind, id, limit, cursor: cursor === undefined ? undefined : Number(cursor) });
      const items = page.items.map(({ validFrom, ...version }) => ({ ...version, validFrom: instantOf(validFrom) }));
      return { items, nextCursor: page.nextCursor === null ? null : String(page.nextCursor) };
    },
  );
}
