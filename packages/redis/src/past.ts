import type { SubjectName } from '@watchfloor/core/floor/plan-batch';
import type { Past } from '@watchfloor/core/order/repair';
import { decodeTailLines } from '@watchfloor/core/order/tail-line';
import { keys } from './keys.ts';
import type { ScriptedRedis } from './scripts.ts';

type Asked = { partition: number; floorKey: string; wanted: ReadonlyMap<SubjectName, number>; lastMinute: number };

/**
 * The near past of some subjects of a floor, each from its own minute on. One whose past is not kept any more is left out.
 * The anchor is the oldest checkpoint from that minute on: before it lie only earlier minutes.
 */
export async function readPasts(redis: ScriptedRedis, { partition, floorKey, wanted, lastMinute }: Asked): Promise<Map<SubjectName, Past>> {
  const subjects = [...wanted.keys()];
  const pasts = new Map<SubjectName, Past>();
  if (subjects.length === 0) return pasts;
  const first = Math.min(...wanted.values());
  const minutes = Array.from({ length: Math.max(0, lastMinute - first + 1) }, (_, i) => first + i);
  const slices = await Promise.all(
    minutes.map(async (minute) => {
      const [anchors, tails] = await Promise.all([
        redis.hmget(keys.checkpoints(partition, floorKey, minute), ...subjects),
        redis.hmget(keys.tails(partition, floorKey, minute), ...subjects),
      ]);
      return { minute, anchors, tails };
    }),
  );
  for (const [index, subject] of subjects.entries()) {
    const from = wanted.get(subject) ?? first;
    const mine = slices.filter(({ minute }) => minute >= from);
    const anchor = mine.find(({ anchors }) => anchors[index] !== null)?.anchors[index];
    if (anchor === undefined || anchor === null) continue;
    const lines = mine.map(({ tails }) => tails[index] ?? '').join('');
    pasts.set(subject, { anchor, events: decodeTailLines(lines, { floor: floorKey, subject: subject.slice(2) }) });
  }
  return pasts;
}
