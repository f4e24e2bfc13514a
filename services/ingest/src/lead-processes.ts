import cluster from 'node:cluster';
import { once } from 'node:events';
import type { IngestSettings } from '@watchfloor/contracts/settings';
import type { Lifecycle } from '@watchfloor/runtime/lifecycle';
import type { Log } from '@watchfloor/runtime/log';
import type { FromLeader, ToLeader } from './know-peers.ts';

/** One that ended before it had ever served is started again after so long; any other one at once. */
const AGAIN_MS = 1_000;
/** Those that have not stopped by then, because they hang, are killed. */
const STOP_MS = 5_000;

type Context = { settings: IngestSettings; log: Log; lifecycle: Lifecycle };

const workers = () => Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);

/**
 * Runs several receivers behind one port: this process listens and hands connections on in turn, the others do the work. One that dies is
 * replaced; all stop with this one, also when it is killed (node:cluster ends a worker that has lost its primary). See ADR 21.
 * @throws Error when one ends before any has served: what is wrong is wrong for all, and its log says what.
 */
export async function leadProcesses({ settings, log, lifecycle }: Context): Promise<void> {
  const doors = new Map<number, number>();
  const tellDoors = () => {
    const message: FromLeader = { doors: [...doors] };
    // One that is just dying is told in vain.
    for (const worker of workers()) if (worker.isConnected()) worker.send(message, () => {});
  };
  const firstServes = Promise.withResolvers<void>();
  let isServed = false;
  let isStopping = false;

  const begin = () => {
    if (isStopping) return;
    const worker = cluster.fork();
    let hasServed = false;
    worker.on('message', ({ door }: ToLeader) => {
      doors.set(worker.id, door);
      tellDoors();
    });
    worker.once('listening', () => {
      hasServed = true;
      isServed = true;
      firstServes.resolve();
    });
    worker.once('exit', (code: number | null, signal: string | null) => {
      doors.delete(worker.id);
      tellDoors();
      if (isStopping) return;
      if (!isServed) return firstServes.reject(new Error(`a process of the receiver ended with ${signal ?? `code ${code}`}`));
      log.error({ pid: worker.process.pid, code, signal }, 'a process of the receiver ended; another takes its place');
      setTimeout(begin, hasServed ? 0 : AGAIN_MS);
    });
  };

  lifecycle.onClose('processes', async () => {
    isStopping = true;
    const running = workers();
    const gone = Promise.all(running.map((worker) => once(worker, 'exit')));
    for (const worker of running) worker.process.kill('SIGTERM');
    const limit = setTimeout(() => {
      for (const worker of workers()) worker.process.kill('SIGKILL');
    }, STOP_MS);
    await gone;
    clearTimeout(limit);
  });
  for (let n = 0; n < settings.INGEST_PROCESSES; n++) begin();
  await firstServes.promise;
}
