import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import type { GatewaySettings } from '@watchfloor/contracts/settings';
import type { History } from '@watchfloor/history/connect';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import type { Log } from '@watchfloor/runtime/log';
import { answerProblems, problemOptions } from '@watchfloor/runtime/problem';
import { fastify } from 'fastify';
import { jsonSchemaTransform, serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { guardRoutes } from './access/guard.ts';
import { asyncApiDocument } from './documents/asyncapi.ts';
import { completeOpenApi, info, securitySchemes } from './documents/openapi.ts';
import { serveReference } from './documents/serve-reference.ts';
import { explainOutage } from './explain-outage.ts';
import type { Hub } from './live/hub.ts';
import type { SettingsRelay } from './relay-settings.ts';
import { rememberAnswers } from './remember-answers.ts';
import { accountRoutes } from './routes/accounts.ts';
import { appraisalRoutes } from './routes/appraisal.ts';
import { channelRoutes } from './routes/channels.ts';
import { conversationEventRoutes } from './routes/conversation-events.ts';
import { dashboardRoutes } from './routes/dashboards.ts';
import { eventRoutes } from './routes/events.ts';
import { explainRoutes } from './routes/explain.ts';
import { floorRoutes } from './routes/floors.ts';
import { ignoredRoutes } from './routes/ignored.ts';
import { ingestRoutes } from './routes/ingest.ts';
import { keyRoutes } from './routes/keys.ts';
import { liveRoutes } from './routes/live.ts';
import { metricsRoutes } from './routes/metrics.ts';
import { peopleRoutes } from './routes/people.ts';
import { profileRoutes } from './routes/profiles.ts';
import { restatementRoutes } from './routes/restatements.ts';
import type { ZodServer } from './routes/route-types.ts';
import { sessionRoutes } from './routes/session.ts';
import { teamRoutes } from './routes/teams.ts';
import { tokenRoutes } from './routes/tokens.ts';
import { versionRoutes } from './routes/versions.ts';

export type HttpParts = {
  db: History;
  redis: ScriptedRedis;
  hub: Hub;
  relay: SettingsRelay;
  log: Log;
  settings: Pick<GatewaySettings, 'ALLOW_PRIVATE_WEBHOOKS' | 'INGEST_PORT'>;
};

const SELF = ["'self'"];
const POLICY = {
  defaultSrc: SELF,
  scriptSrc: SELF,
  styleSrc: SELF,
  imgSrc: ["'self'", 'data:'],
  connectSrc: SELF,
  objectSrc: ["'none'"],
  frameAncestors: SELF,
  baseUri: SELF,
  formAction: SELF,
};

/** The HTTP side of the gateway, not yet listening: access first, then a file of routes a subject. */
export async function serveHttp({ db, redis, hub, relay, log, settings }: HttpParts): Promise<ZodServer> {
  const server = fastify({
    ...problemOptions,
    logger: false,
    bodyLimit: 262_144,
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 1_152 },
  }).withTypeProvider<ZodTypeProvider>();
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  answerProblems(server, log, explainOutage);

  await server.register(cookie);
  await server.register(helmet, { contentSecurityPolicy: { useDefaults: false, directives: POLICY }, strictTransportSecurity: false });
  await server.register(rateLimit, { global: false });
  await server.register(swagger, {
    openapi: { openapi: '3.1.0', info, components: { securitySchemes }, security: [{ session: [] }, { token: [] }] },
    transform: jsonSchemaTransform,
    transformObject: completeOpenApi,
  });
  guardRoutes(server, db);
  rememberAnswers(server, db);

  const { ALLOW_PRIVATE_WEBHOOKS: allowPrivate, INGEST_PORT: port } = settings;
  // Plugins above must be in place before routes are declared, or they would miss them.
  await server.register(async (routes) => {
    const typed = routes.withTypeProvider<ZodTypeProvider>();
    sessionRoutes(typed, { db });
    tokenRoutes(typed, { db });
    floorRoutes(typed, { db, relay });
    teamRoutes(typed, { db, relay });
    peopleRoutes(typed, { db, relay });
    accountRoutes(typed, { db, relay });
    profileRoutes(typed);
    versionRoutes(typed, { db });
    liveRoutes(typed, { db, redis, hub });
    metricsRoutes(typed, { db, hub });
    explainRoutes(typed, { db, hub });
    appraisalRoutes(typed, { db, hub });
    restatementRoutes(typed, { db });
    ignoredRoutes(typed, { db });
    eventRoutes(typed, { db });
    conversationEventRoutes(typed, { db });
    keyRoutes(typed, { db, redis });
    ingestRoutes(typed, { port });
    channelRoutes(typed, { db, redis, allowPrivate });
    const hidden = { schema: { hide: true } };
    routes.get('/api/openapi.json', hidden, async () => server.swagger());
    routes.get('/api/asyncapi.json', hidden, async () => asyncApiDocument());
  });
  await serveReference(server);
  await dashboardRoutes(server);
  return server;
}
