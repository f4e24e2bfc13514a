import { judge } from '../judge.ts';
import type { Finding, Row, RowContext } from '../row.ts';
import { openStageOnOwnServers } from '../stage.ts';
import { FROZEN_MS, falsePromises, GONE_MS, outage, tooLate } from './outage.ts';

type OwnStage = Awaited<ReturnType<typeof openStageOnOwnServers>>;

/** Redis away: nobody is promised anything, and everything is made up for afterwards. */
export const redisGone: Row = {
  name: 'redis-gone',
  what: 'Redis killed and kept down for 30 s, then frozen for 20 s (SIGSTOP); back: all that had to wait is taken and applied, and all services are ready',
  async run(context) {
    await using stage = await openStageOnOwnServers(context);
    const { redis } = stage.servers;
    return [
      await strike(context, stage, { fault: 'redis gone 30 s', lastsMs: GONE_MS, strike: redis.kill, end: redis.restart }),
      await strike(context, stage, { fault: 'redis frozen 20 s', lastsMs: FROZEN_MS, strike: redis.freeze, end: redis.thaw }),
    ];
  },
};

async function strike(
  context: RowContext,
  stage: OwnStage,
  { fault, ...how }: { fault: string; lastsMs: number; strike: () => unknown; end: () => unknown },
): Promise<Finding> {
  const stream = await stage.stream(fault.replaceAll(' ', '-'));
  const times = context.times ?? 1;
  const backMs: number[] = [];
  const wrong: string[] = [];
  for (let time = 0; time < times; time += 1) {
    const isBack = async () => (await stage.allReady()) && stream.isCaughtUp();
    const found = await outage(context, { stage, stream }, { what: fault, isBack, ...how });
    backMs.push(found.backMs);
    wrong.push(...falsePromises(found.answers), ...tooLate(found.backMs));
  }
  const verdict = await judge(stage, stream);
  return { fault, times, backMs, ...verdict, wrong: [...wrong, ...verdict.wrong] };
}
