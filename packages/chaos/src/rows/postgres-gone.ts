import type { MetricsAnswer } from '@watchfloor/contracts/metrics';
import { judge } from '../judge.ts';
import { watchBoard } from '../load/watch-board.ts';
import type { Finding, Row, RowContext } from '../row.ts';
import { openStageOnOwnServers } from '../stage.ts';
import { FROZEN_MS, GONE_MS, outage, tooLate } from './outage.ts';

type OwnStage = Awaited<ReturnType<typeof openStageOnOwnServers>>;
/** An open wallboard says something new at least so often, and its data are no older. */
const FRESH_MS = 5_000;

/** PostgreSQL away: events, boards and alerts go on; the ledger makes up for it afterwards. */
export const postgresGone: Row = {
  name: 'postgres-gone',
  what: 'PostgreSQL killed and kept down for 30 s, then frozen for 20 s (SIGSTOP); back: the ledger has events from after the end',
  async run(context) {
    await using stage = await openStageOnOwnServers(context);
    const { postgres } = stage.servers;
    return [
      await strike(context, stage, { fault: 'postgres gone 30 s', lastsMs: GONE_MS, strike: postgres.kill, end: postgres.restart }),
      await strike(context, stage, { fault: 'postgres frozen 20 s', lastsMs: FROZEN_MS, strike: postgres.freeze, end: postgres.thaw }),
    ];
  },
};

async function strike(
  context: RowContext,
  stage: OwnStage,
  { fault, ...how }: { fault: string; lastsMs: number; strike: () => unknown; end: () => unknown },
): Promise<Finding> {
  const { house } = stage;
  const stream = await stage.stream(fault.replaceAll(' ', '-'));
  const times = context.times ?? 1;
  const backMs: number[] = [];
  const wrong: string[] = [];
  const board = await watchBoard(house, stream.floors[0] ?? '', stage.signal);
  for (let time = 0; time < times; time += 1) {
    const isBack = async (since: number) => {
      const range = `from=${new Date(since - 3_600_000).toISOString()}&to=${new Date(since + 3_600_000).toISOString()}`;
      const answers = stream.floors.map((each) => house.api<MetricsAnswer>('GET', `/floors/${each}/metrics?${range}`).catch(() => null));
      return (await Promise.all(answers)).every((answer) => Date.parse(answer?.asOf ?? '') > since);
    };
    const meanwhile = async () => {
      const applied = await stream.isCaughtUp();
      if (!applied && !(await stream.isCaughtUp())) wrong.push('events were not applied during the outage');
    };
    const found = await outage(context, { stage, stream }, { what: fault, isBack, meanwhile, ...how });
    backMs.push(found.backMs);
    const refused = found.answers.filter(({ status }) => status !== 202);
    if (refused.length > 0) wrong.push(`${refused.length} of ${found.answers.length} batches were not taken during the outage`);
    if (found.answers.length === 0) wrong.push('no events flowed during the outage');
    wrong.push(...tooLate(found.backMs));
  }
  const { silenceMs, ageMs } = board.worst();
  board.close();
  const shown = `an open wallboard was never silent for more than ${silenceMs} ms, its data never older than ${ageMs} ms`;
  if (Math.max(silenceMs, ageMs) > FRESH_MS) wrong.push(`an open wallboard was silent for ${silenceMs} ms, its data up to ${ageMs} ms old`);
  const verdict = await judge(stage, stream);
  return { fault, times, backMs, ...verdict, wrong: [...wrong, ...verdict.wrong], notes: [...verdict.notes, shown] };
}
