// The health check of a container: asks /readyz of the service that the container runs, found by its first process's command line.
import { readFileSync } from 'node:fs';

const ports = { gateway: 4000, ingest: 4001, keeper: 4002, alerting: 4003, ledger: 4004 };

const name = readFileSync('/proc/1/cmdline', 'utf8').match(/services\/(\w+)\//)?.[1] ?? '';
if (!Object.hasOwn(ports, name)) process.exit(0);
const port = process.env[`${name.toUpperCase()}_PORT`] || ports[name];
const answer = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(3_000) }).catch((error) => ({
  ok: false,
  error,
}));
process.exit(answer.ok ? 0 : 1);
