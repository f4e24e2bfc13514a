import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '@watchfloor/launcher/free-port';
import { guardOrphan } from '@watchfloor/launcher/orphan-guard';

const run = promisify(execFile);
const NODES = 6;
const READY_MS = 60_000;
const LOOK_AGAIN_MS = 300;
/** The bus of a node is on a port of its own, so much above. */
const BUS = 10_000;

/** A real Redis Cluster: three masters, a replica each, as durable as the real thing; `await using` stops it and takes its data away. */
export type FreshCluster = AsyncDisposable & {
  /** Addresses of all nodes, parted by commas. */
  url: string;
  /** kill -9 of the master that holds this key; gives its port. */
  killMasterOf(key: string): Promise<number>;
};

async function freeNodePort(): Promise<number> {
  for (;;) {
    const port = await freePort();
    if (port + BUS < 65_536) return port;
  }
}

export async function freshCluster(): Promise<FreshCluster> {
  const directory = mkdtempSync(path.join(tmpdir(), 'watchfloor-cluster-'));
  const nodes = new Map<number, ReturnType<typeof spawn>>();
  for (let n = 0; n < NODES; n++) {
    const port = await freeNodePort();
    const settings = {
      port,
      bind: '127.0.0.1',
      dir: directory,
      save: '',
      appendonly: 'yes',
      appendfsync: 'always',
      'maxmemory-policy': 'noeviction',
    };
    const cluster = {
      'cluster-enabled': 'yes',
      'cluster-config-file': `nodes-${port}.conf`,
      'cluster-node-timeout': 2_000,
      // Replicas need not wait for others to come along.
      'repl-diskless-sync-delay': 0,
      appenddirname: `aof-${port}`,
    };
    const args = Object.entries({ ...settings, ...cluster }).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const child = spawn('redis-server', args, { stdio: 'ignore', cwd: directory });
    if (child.pid !== undefined) void once(child, 'exit').then(guardOrphan(child.pid));
    nodes.set(port, child);
  }
  const ports = [...nodes.keys()];
  const ask = async (port: number, ...command: string[]) => (await run('redis-cli', ['-p', String(port), ...command])).stdout.trim();
  const until = async (isSo: () => Promise<boolean>) => {
    for (let waited = 0; !(await isSo().catch(() => false)); waited += LOOK_AGAIN_MS) {
      if (waited > READY_MS) throw new Error('the cluster did not come up');
      await wait(LOOK_AGAIN_MS);
    }
  };
  await until(async () => (await Promise.all(ports.map((port) => ask(port, 'ping')))).every((answer) => answer === 'PONG'));
  await run('redis-cli', ['--cluster', 'create', ...ports.map((port) => `127.0.0.1:${port}`), '--cluster-replicas', '1', '--cluster-yes']);
  const isWhole = async (port: number) => {
    const [state, replication] = await Promise.all([ask(port, 'cluster', 'info'), ask(port, 'info', 'replication')]);
    return (
      state.includes('cluster_state:ok') && (replication.includes('connected_slaves:1') || replication.includes('master_link_status:up'))
    );
  };
  await until(async () => (await Promise.all(ports.map(isWhole))).every(Boolean));
  return {
    url: ports.map((port) => `redis://127.0.0.1:${port}`).join(','),
    async killMasterOf(key) {
      const [alive = 0] = ports.filter((port) => nodes.get(port)?.exitCode === null && nodes.get(port)?.signalCode === null);
      const slot = Number(await ask(alive, 'cluster', 'keyslot', key));
      const lines = (await ask(alive, 'cluster', 'nodes')).split('\n').map((line) => line.split(' '));
      const line = lines.find((fields) =>
        fields.slice(8).some((range) => {
          const [from = -1, to = from] = range.split('-').map(Number);
          return from <= slot && slot <= to;
        }),
      );
      const port = Number(/:(\d+)@/.exec(line?.[1] ?? '')?.[1]);
      const child = nodes.get(port);
      if (!child) throw new Error(`no master holds ${key}`);
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
      return port;
    },
    async [Symbol.asyncDispose]() {
      const living = [...nodes.values()].filter((child) => child.exitCode === null && child.signalCode === null);
      const gone = living.map((child) => once(child, 'exit'));
      for (const child of living) child.kill('SIGKILL');
      await Promise.all(gone);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
