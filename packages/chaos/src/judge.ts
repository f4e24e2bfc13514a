import { setTimeout as wait } from 'node:timers/promises';
import { type Compared, compare } from './compare.ts';
import { readShown } from './read-shown.ts';
import type { Finding } from './row.ts';
import type { FaultStream, Stage } from './stage.ts';

const SETTLE_MS = 45_000;
const ASK_AGAIN_MS = 500;
const SHOWN = 6;

/** By floor: events sent hours late; and whether events came in any order (see compare.ts). */
export type Expected = { late?: Record<string, number>; overtaken?: boolean };
type Verdict = Pick<Finding, 'events' | 'lost' | 'doubled' | 'wrong' | 'notes'>;
type Judged = Compared & { duplicates: number };

/** Ends the stream and compares everything the house shows with a recount of what the client was told. Differences may settle for 45 s. */
export async function judge(stage: Stage, stream: FaultStream, expected: Expected = {}): Promise<Verdict> {
  await stream.stop();
  const since = performance.now();
  for (;;) {
    const floors = await Promise.all(stream.floors.map((floor) => judgeFloor(stage, stream, floor, expected)));
    const sum = (pick: (each: Judged) => number) => floors.reduce((all, each) => all + pick(each), 0);
    const repeated = sum(({ duplicates }) => duplicates);
    const { told } = stream;
    const wrong = [...floors.flatMap((each) => each.wrong), ...told.surprises.map((what) => `an answer that nobody expected: ${what}`)];
    if (repeated > told.repeatsAtMost) wrong.push(`${repeated} repeats removed, the client sent ${told.repeatsAtMost} at most`);
    const tookMs = Math.round(performance.now() - since);
    if (wrong.length > 0 && tookMs <= SETTLE_MS) {
      await wait(ASK_AGAIN_MS, undefined, { signal: stage.signal });
      continue;
    }
    const notes = [
      `${told.batchesRepeated} batches sent again, ${repeated} repeats removed in the log, ${told.saidRepeated} at the receiver`,
      `${sum(({ alerts }) => alerts)} alerts, ${sum(({ withdrawn }) => withdrawn)} withdrawn`,
    ];
    if (wrong.length === 0) notes.push(`all equal ${tookMs} ms after the last event`);
    if (expected.overtaken)
      notes.push(`${sum(({ overtaken }) => overtaken)} alerts fired and ended before the events came that disprove them`);
    return {
      events: sum(({ events }) => events),
      lost: sum(({ lost }) => lost),
      doubled: sum(({ doubled }) => doubled),
      wrong: wrong.length > SHOWN ? [...wrong.slice(0, SHOWN), `and ${wrong.length - SHOWN} more`] : wrong,
      notes,
    };
  }
}

async function judgeFloor(stage: Stage, { told }: FaultStream, floor: string, expected: Expected): Promise<Judged> {
  try {
    const shown = await readShown(stage, floor);
    const found = compare(told.takenOf(floor), shown, {
      late: expected.late?.[floor] ?? 0,
      overtaken: expected.overtaken ?? false,
      now: Date.now(),
    });
    return { ...found, duplicates: shown.progress?.duplicates ?? 0, wrong: found.wrong.map((what) => `${floor} ${what}`) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const nothing = { lost: 0, doubled: 0, alerts: 0, withdrawn: 0, overtaken: 0, duplicates: 0 };
    return { ...nothing, events: told.countOf(floor), wrong: [`${floor}: ${why}`] };
  }
}
