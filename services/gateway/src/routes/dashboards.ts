import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import { ProblemError } from '@watchfloor/runtime/problem';
import type { FastifyInstance } from 'fastify';

const BUILT = fileURLToPath(new URL('../../../../dashboards/dist/', import.meta.url));
const PAGES = ['wallboard', 'sign-in'] as const;

/** The built dashboards: a page each, assets with hashed names that browsers may keep. */
export async function dashboardRoutes(server: FastifyInstance): Promise<void> {
  await server.register(fastifyStatic, {
    root: BUILT,
    serve: false,
    // Pages are asked for again after a deploy; assets carry their hash.
    setHeaders: (reply, path) =>
      void reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'),
  });
  const hidden = { schema: { hide: true } };
  // Browsers ask for it unasked; there is none.
  server.get('/favicon.ico', hidden, (_request, reply) => reply.code(204).send());
  server.get('/', hidden, (_request, reply) => reply.redirect('/wallboard'));
  for (const page of PAGES) {
    server.get(`/${page}`, hidden, (_request, reply) => {
      if (!existsSync(`${BUILT}${page}.html`)) throw new ProblemError(503, 'The dashboards are not built yet: npm start builds them.');
      return reply.sendFile(`${page}.html`);
    });
  }
  server.get('/assets/*', hidden, (request, reply) => reply.sendFile(`assets/${(request.params as { '*': string })['*']}`));
}
