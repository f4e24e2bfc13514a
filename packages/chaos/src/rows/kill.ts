import { setTimeout as wait } from 'node:timers/promises';
import type { Part } from '@watchfloor/launcher/house/house-under-test';
import { judge } from '../judge.ts';
import type { Finding, Row, RowContext } from '../row.ts';
import { openStage, type Stage } from '../stage.ts';

const PARTS: [part: Part, times: number][] = [
  ['ingest', 20],
  ['keeper', 20],
  ['redis', 20],
  ['ledger', 20],
  ['postgres', 20],
  ['alerting', 3],
  ['gateway', 3],
];
const BACK_WITHIN_MS = 10_000;
const GIVEN_UP_MS = 30_000;
/** Between two kills, so that each falls into work of another kind. */
const BETWEEN_MS = [300, 1_200, 700, 50, 2_000];

/** kill -9 of each process; the launcher brings it back. */
export const kill: Row = {
  name: 'kill',
  what: 'kill -9 of each service, of Redis and of PostgreSQL; back: it has a new process, all services are ready, everything taken is applied',
  async run(context) {
    await using stage = await openStage(context);
    const findings: Finding[] = [];
    for (const [part, times] of PARTS) findings.push(await killAgainAndAgain(context, stage, part, context.times ?? times));
    return findings;
  },
};

async function killAgainAndAgain({ say }: RowContext, stage: Stage, part: Part, times: number): Promise<Finding> {
  const { house, signal } = stage;
  const stream = await stage.stream(`kill-${part}`);
  const backMs: number[] = [];
  const wrong: string[] = [];
  for (let time = 0; time < times; time += 1) {
    await wait(BETWEEN_MS[time % BETWEEN_MS.length], undefined, { signal });
    const killed = house.pidOf(part);
    if (killed > 0) process.kill(killed, 'SIGKILL');
    const isBack = async () => {
      const now = house.pidOf(part);
      return now > 0 && now !== killed && (await stage.allReady()) && stream.isCaughtUp();
    };
    const took = await stage.until(`${part} is back after kill ${time + 1}`, isBack, GIVEN_UP_MS);
    backMs.push(took);
    if (took > BACK_WITHIN_MS) wrong.push(`back only after ${(took / 1000).toFixed(1)} s`);
    say(`${part} killed (${time + 1} of ${times}), back after ${Math.round(took)} ms`);
  }
  const verdict = await judge(stage, stream);
  return { fault: `kill -9 ${part}`, times, backMs, ...verdict, wrong: [...wrong, ...verdict.wrong] };
}
