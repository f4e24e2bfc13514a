import { Redis } from 'ioredis';
import { judge } from '../judge.ts';
import type { Row } from '../row.ts';
import { openStageOnOwnServers } from '../stage.ts';
import { falsePromises, outage, tooLate } from './outage.ts';

const TIMES = 2;
const FULL_MS = 10_000;

/** Redis full: it refuses every write; nothing is promised, nothing is half written. */
export const maxmemory: Row = {
  name: 'maxmemory',
  what: 'Redis at maxmemory for 10 s (CONFIG SET below what it uses); back: all that had to wait is taken and applied',
  async run(context) {
    await using stage = await openStageOnOwnServers(context);
    const redis = new Redis(stage.servers.redis.url);
    try {
      const stream = await stage.stream('full');
      const times = context.times ?? TIMES;
      const backMs: number[] = [];
      const wrong: string[] = [];
      const readiness = new Set<string>();
      for (let time = 0; time < times; time += 1) {
        const found = await outage(
          context,
          { stage, stream },
          {
            what: 'redis full',
            lastsMs: FULL_MS,
            strike: () => redis.config('SET', 'maxmemory', '1mb'),
            end: () => redis.config('SET', 'maxmemory', '0'),
            isBack: async () => (await stage.allReady()) && stream.isCaughtUp(),
            meanwhile: async () => {
              const answer = await fetch(`${stage.house.ingestUrl}/readyz`);
              readiness.add(`${answer.status} ${(await answer.text()).slice(0, 160)}`);
            },
          },
        );
        backMs.push(found.backMs);
        wrong.push(...falsePromises(found.answers), ...tooLate(found.backMs));
      }
      const verdict = await judge(stage, stream);
      const said = [...readiness].map((each) => `/readyz of ingest meanwhile: ${each}`);
      for (const each of said) if (each.includes(': 200')) wrong.push(each);
      return [
        { fault: 'redis at maxmemory', times, backMs, ...verdict, wrong: [...wrong, ...verdict.wrong], notes: [...verdict.notes, ...said] },
      ];
    } finally {
      redis.disconnect();
    }
  },
};
