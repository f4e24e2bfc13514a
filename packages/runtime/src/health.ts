import type { FastifyInstance, FastifySchema } from 'fastify';
import { fastify } from 'fastify';
import { collectDefaultMetrics, Registry } from 'prom-client';

/** Why a service is not ready; null when it is, or what there is to say although it is. */
export type Unready = string | null | { remark: string };
export type Readiness = () => Unready | Promise<Unready>;
/** Why a service is not live, or null: for one that is more than the process which answers. */
type Liveness = () => string | null | Promise<string | null>;
type Metrics = Pick<Registry, 'contentType' | 'metrics'>;

/** A registry with the process's own metrics, labelled with the service. */
export function makeRegistry(service: string): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  // Gauges with the suffix of counters: promtool rightly objects, and nobody needs them.
  for (const kind of ['handles', 'requests', 'resources']) registry.removeSingleMetric(`nodejs_active_${kind}_total`);
  return registry;
}

/** Adds `/livez`, `/readyz` (503 with the reason) and `/metrics` (Prometheus text) to a server. */
export function addHealth(server: FastifyInstance, registry: Metrics, readiness: Readiness, liveness: Liveness = () => null): void {
  const schema: FastifySchema & { hide: boolean } = { hide: true };
  const hidden = { schema, logLevel: 'silent' } as const;
  server.get('/livez', hidden, async (_request, reply) => {
    const reason = await liveness();
    return reason === null ? { status: 'live' } : reply.code(503).send({ status: 'not live', reason });
  });
  server.get('/readyz', hidden, async (_request, reply) => {
    const found = await readiness();
    return typeof found === 'string' ? reply.code(503).send({ status: 'not ready', reason: found }) : { status: 'ready', ...found };
  });
  server.get('/metrics', hidden, async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()));
}

/** A small server with nothing but the health of a service that has no other door. */
export async function serveHealth(options: {
  host: string;
  port: number;
  registry: Registry;
  readiness: Readiness;
}): Promise<FastifyInstance> {
  const server = fastify({ logger: false, forceCloseConnections: true });
  addHealth(server, options.registry, options.readiness);
  await server.listen({ host: options.host, port: options.port });
  return server;
}
