import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '@watchfloor/launcher/free-port';
import { ROOT } from '@watchfloor/launcher/house/house-under-test';
import { startProcess } from '@watchfloor/launcher/service-process';
import { waitUntilReady } from '@watchfloor/launcher/wait-until-ready';
import { Redis } from 'ioredis';
import { judge } from '../judge.ts';
import type { Finding, Row } from '../row.ts';
import { openStageOnOwnServers } from '../stage.ts';

const TIMES = 6;
/** Longer than a lease, which lasts 1.5 s. */
const PAUSED_MS = 4_000;
const AWAKE_MS = 2_000;
/** A lease, the taker's next look (0.5 s), loading, and what it missed; 2 s is the demand, the rest is what measuring adds. */
const TAKEN_OVER_WITHIN_MS = 3_000;
const LOOK_AFTER_MS = 100;
/** So late is a failure in any case: the taker itself may be waited for on a busy machine. */
const GIVEN_UP_MS = 20_000;

/** Two keepers; each in turn is stopped for longer than its leases last, and wakes up believing that it still owns what it owned. */
export const staleOwner: Row = {
  name: 'stale-owner',
  what: 'SIGSTOP a keeper for 4 s while another takes over, then SIGCONT; back: all that was told as taken at the stop and since is applied by the other',
  async run(context) {
    await using stage = await openStageOnOwnServers(context);
    await using stack = new AsyncDisposableStack();
    const { house, servers, signal } = stage;
    const redis = new Redis(servers.redis.url);
    stack.defer(() => redis.disconnect());
    const port = String(await freePort());
    const env = { ...house.env, REDIS_URL: servers.redis.url, KEEPER_PORT: port, LOG_LEVEL: 'warn' };
    const second = await startProcess({ entry: path.join(ROOT, 'services/keeper/main.ts'), root: ROOT, env, onLine: () => {} });
    stack.defer(() => second.stop());
    const why = await waitUntilReady(`http://127.0.0.1:${port}`, GIVEN_UP_MS, signal);
    if (why !== null) throw new Error(`the second keeper is not ready: ${why}`);

    const stream = await stage.stream('stale');
    const backMs: number[] = [];
    const wrong: string[] = [];
    const first = await epochs(redis);
    const times = context.times ?? TIMES;
    for (let time = 0; time < times; time += 1) {
      await wait(AWAKE_MS, undefined, { signal });
      const before = await epochs(redis);
      const paused = time % 2 === 0 ? house.pidOf('keeper') : second.pid;
      const stoppedAt = performance.now();
      process.kill(paused, 'SIGSTOP');
      try {
        // What was applied before the stop does not count as taken over.
        await wait(LOOK_AFTER_MS, undefined, { signal });
        await stage.until('the other keeper has taken over', stream.isCaughtUp, GIVEN_UP_MS);
        const took = performance.now() - stoppedAt;
        backMs.push(took);
        if (took > TAKEN_OVER_WITHIN_MS) wrong.push(`taken over only after ${Math.round(took)} ms`);
        context.say(`keeper ${paused} paused (${time + 1} of ${times}), taken over after ${Math.round(took)} ms`);
        await wait(Math.max(0, PAUSED_MS - (performance.now() - stoppedAt)), undefined, { signal });
      } finally {
        process.kill(paused, 'SIGCONT');
      }
      if ((await epochs(redis)) === before) wrong.push(`pause ${time + 1}: nobody took over, nothing was proven`);
    }
    await wait(AWAKE_MS, undefined, { signal });
    const grown = (await epochs(redis)) - first;
    const verdict = await judge(stage, stream);
    const finding: Finding = { fault: 'stale owner', times, backMs, ...verdict, wrong: [...wrong, ...verdict.wrong] };
    return [{ ...finding, notes: [...finding.notes, `${grown} times a partition changed hands`] }];
  },
};

/** The sum of the epochs of all partitions: it grows whenever one changes hands. */
async function epochs(redis: Redis): Promise<number> {
  const names = await redis.keys('wf:{p*}:lease:keeper');
  const each = await Promise.all(names.map((name) => redis.hget(name, 'epoch')));
  return each.reduce((sum, epoch) => sum + Number(epoch), 0);
}
