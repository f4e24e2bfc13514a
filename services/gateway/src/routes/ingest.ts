import { IngestPlace } from '@watchfloor/contracts/ingest';
import { STAFF } from '../access/guard.ts';
import { responses } from './responses.ts';
import type { ZodServer } from './route-types.ts';

/** Tells where events go, for a page that shows how to send the first one. */
export function ingestRoutes(server: ZodServer, { port }: { port: number }): void {
  server.get(
    '/api/v1/ingest',
    {
      schema: {
        operationId: 'readIngest',
        tags: ['events in'],
        summary: 'Where events go',
        response: responses({ status: 200, body: IngestPlace }, 401, 403),
      },
      config: { access: STAFF },
    },
    async () => ({ port }),
  );
}
