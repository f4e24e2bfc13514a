import { setTimeout as wait } from 'node:timers/promises';
import { type FloorNews, FloorResult } from '../load/floor-command.ts';
import { PLAN_LIMITS } from '../load/floor-plan.ts';
import { WatchResult } from '../load/watch-command.ts';
import { startLoad } from '../load-process.ts';
import { Pipeline } from '../pipeline.ts';
import { UsageMeter } from '../process-usage.ts';
import type { Figure, Row, RowContext, RowResult } from '../row.ts';
import { startHouse } from '../start-house.ts';

/** The rate that must hold, then two for orientation. */
const RATES = [10_000, 15_000, 20_000];
const SECONDS = 60;
const WARM_SECONDS = 20;
const LAG_GOAL_MS = 1_000;
const APPLIED_GOAL_MS = 2_000;
const ACCEPTED_GOAL = 0.995;
/** So long everything may take to settle before we stop waiting for it. */
const SETTLE_MS = 60_000;

/** The whole path at a given rate, everything on this machine: generator, receiver, keeper, alerting, gateway, ledger, Redis, PostgreSQL, a wallboard. */
export const path: Row = {
  name: 'path',
  what: 'whole path, HTTP to a wallboard client, the generator included: mixed conversations on a floor at an intended rate, open loop',
  against: 'the clock',
  goal: 'accepted at least 99.5 % of what was intended, all applied within 2 s of the end, p99 lag under 1 s, nothing lost',
  async run(context) {
    const results: RowResult[] = [];
    for (const rate of context.options.rate === undefined ? RATES : [context.options.rate]) results.push(await atRate(context, rate));
    return results;
  },
};

async function atRate(context: RowContext, rate: number): Promise<RowResult> {
  const { options, signal, say } = context;
  const seconds = options.seconds ?? SECONDS;
  const floors = Array.from({ length: options.floors }, (_, i) => `bench-${i}`);
  say(`${rate} events/s: starting the house`);
  await using house = await startHouse(context, ['keeper', 'alerting', 'ledger', 'ingest', 'gateway'], {
    'latency-monitor-threshold': '10',
  });
  await using pipeline = new Pipeline(house);
  await using watcher = startLoad(new URL('../load/board-watch.ts', import.meta.url), signal);
  await using generator = startLoad(new URL('../load/floor-load.ts', import.meta.url), signal);
  const intact = <T>(work: Promise<T>): Promise<T> => Promise.race([work, house.broken]);

  const cookie = await pipeline.signIn();
  for (const floor of floors) await pipeline.makeFloor({ id: floor, limits: PLAN_LIMITS }, cookie);
  await intact(pipeline.untilShown(floors, cookie, signal));
  await intact(watcher.ask({ open: { gateway: house.address('gateway'), cookie, floor: floors[0] } }));

  const meter = new UsageMeter([
    ...house.processes,
    { name: 'generator', pid: generator.pid },
    { name: 'wallboard client', pid: watcher.pid },
  ]);
  let usage: RowResult['usage'] = [];
  const sampler = pipeline.sampleLags(signal);
  const onNews = (news: unknown) => {
    const heard = news as FloorNews;
    if (heard.at === 'measuring') {
      meter.begin();
      sampler.clear();
      say(`measuring for ${seconds} s`);
    } else if (heard.at === 'ended') usage = meter.end();
    else say(`sent ${heard.sent}, accepted ${heard.accepted}, ${heard.waiting} requests unanswered`);
  };
  say(`coming up to speed for ${WARM_SECONDS} s`);
  const command = {
    ingest: house.address('ingest'),
    key: house.ingestKey,
    floors,
    agents: options.agents,
    rate,
    seconds,
    warmSeconds: WARM_SECONDS,
  };
  const sent = FloorResult.parse(await intact(generator.ask(command, onNews)));
  const lags = sampler.stop();
  const settled = await intact(settle(pipeline, { floors, accepted: sent.accepted, endedAt: sent.endedAt, signal }));
  // A marker sent at the very end has its second, too.
  await wait(LAG_GOAL_MS, undefined, { signal });
  const seen = WatchResult.parse(await intact(watcher.ask({ report: { from: sent.endedAt - seconds * 1000, to: sent.endedAt } })));
  const described = await pipeline.describe();
  return resultOf({ rate, seconds, options, sent, seen, settled, lags, usage, described });
}

type Settled = { applied: number; duplicates: number; late: number; ignored: number; appliedMs: number | null; recordedMs: number | null };
type Target = { floors: string[]; accepted: number; endedAt: number; signal: AbortSignal };

/** Waits until what was accepted is applied and in the ledger, and tells how long after the end that was. */
async function settle(pipeline: Pipeline, { floors, accepted, endedAt, signal }: Target): Promise<Settled> {
  const giveUpAt = Date.now() + SETTLE_MS;
  let appliedMs: number | null = null;
  let recordedMs: number | null = null;
  let progress = await pipeline.progress(floors);
  while (Date.now() < giveUpAt && (appliedMs === null || recordedMs === null)) {
    if (appliedMs === null) {
      progress = await pipeline.progress(floors);
      if (progress.applied >= accepted) appliedMs = Date.now() - endedAt;
    }
    if (appliedMs !== null && (await pipeline.isRecorded())) recordedMs = Date.now() - endedAt;
    await wait(25, undefined, { signal });
  }
  return { ...progress, appliedMs, recordedMs };
}

type Found = {
  rate: number;
  seconds: number;
  options: RowContext['options'];
  sent: FloorResult;
  seen: WatchResult;
  settled: Settled;
  lags: { keeper: number; ledger: number };
  usage: RowResult['usage'];
  described: string[];
};

function resultOf({ rate, seconds, options, sent, seen, settled, lags, usage, described }: Found): RowResult {
  const share = sent.inTime / Math.max(sent.intended, 1);
  const lost = sent.accepted - settled.applied;
  const unseen = sent.markers - seen.lag.count;
  // A marker that never showed was later than any that did.
  const p99 = unseen > sent.markers / 100 ? null : seen.lag.p99;
  const one = (label: string, unit: string, value: number | null, goal?: [string, boolean]): Figure => ({
    label,
    unit,
    min: null,
    median: value,
    max: null,
    goal: goal?.[0] ?? null,
    met: goal?.[1] ?? null,
  });
  const figures = [
    one('accepted of intended', '%', 100 * share, ['>= 99.5', share >= ACCEPTED_GOAL]),
    { ...one('lag, send to delta', 'ms', seen.lag.median), min: seen.lag.min, max: seen.lag.max },
    one('lag p99', 'ms', p99, ['< 1,000', p99 !== null && p99 < LAG_GOAL_MS]),
    one('all applied, after the end', 'ms', settled.appliedMs, [
      '<= 2,000',
      settled.appliedMs !== null && settled.appliedMs <= APPLIED_GOAL_MS,
    ]),
    one('accepted and not applied', 'events', lost, ['0', lost === 0]),
    one('all in the ledger, after the end', 'ms', settled.recordedMs),
    { ...one('age of the data at a delta', 'ms', seen.age.median), min: seen.age.min, max: seen.age.max },
    { ...one('answer to a batch', 'ms', sent.answers.median), min: sent.answers.min, max: sent.answers.max },
  ];
  const sustained = figures.every(({ met }) => met !== false);
  return {
    load: `${rate} events/s for ${seconds} s, ${options.agents} agents on each of ${options.floors} floors: ${sustained ? 'SUSTAINED' : 'NOT SUSTAINED'}`,
    figures,
    usage,
    notes: [
      `intended ${sent.intended}, answered in time ${sent.inTime}; with the warm-up accepted ${sent.accepted}, applied ${settled.applied}, refused ${sent.refused}, failed ${sent.failed}, duplicates ${settled.duplicates}, late ${settled.late}, ignored ${settled.ignored}`,
      `markers seen ${seen.lag.count} of ${sent.markers}; deltas ${seen.deltas} of ${seconds * 4}, gaps ${seen.gaps}, about ${seen.kilobytesASecond} KB/s; ${seen.alerts} alert messages`,
      `lag while running at most: keeper ${Math.round(lags.keeper)} ms, ledger ${Math.round(lags.ledger)} ms; the generator sent p99 ${sent.late.p99} ms late, at most ${sent.late.max} ms`,
      ...described,
      ...(sent.firstFailure ? [`first refusal: ${sent.firstFailure}`] : []),
    ],
  };
}
