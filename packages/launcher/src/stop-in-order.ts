import type { Supervised } from './supervise.ts';

/** Milliseconds. A part that takes longer than `turn` to stop does not hold up the next one; `services` and `servers` are killed by then. */
const LIMITS = { turn: 1_500, services: 6_000, servers: 8_500 };

/** Stops everything, each part as soon as the one before it is gone; servers (Redis, PostgreSQL) only after every program that uses them. */
export async function stopInOrder(
  parts: Supervised[],
  order: readonly string[],
  servers: readonly string[],
  limits = LIMITS,
): Promise<void> {
  const started = performance.now();
  const left = (limit: number) => Math.max(200, limit - (performance.now() - started));
  const sorted = parts.toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  const stops: Promise<void>[] = [];
  for (const part of sorted.filter(({ name }) => !servers.includes(name))) {
    const stop = part.stop(left(limits.services));
    stops.push(stop);
    await Promise.race([stop, pause(limits.turn)]);
  }
  await Promise.all(stops);
  for (const part of sorted.filter(({ name }) => servers.includes(name))) await part.stop(left(limits.servers));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
