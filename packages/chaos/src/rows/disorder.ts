import { setTimeout as wait } from 'node:timers/promises';
import { judge } from '../judge.ts';
import { type SentEvent, story } from '../load/story.ts';
import type { Row } from '../row.ts';
import { openStage, type Stage } from '../stage.ts';

/** Within the bound of five minutes, and short enough for a run of a minute. */
const HELD_BACK_MS = 20_000;
const FLOWING_MS = 25_000;
const HOUR_MS = 3_600_000;
const TIMES = 5;

/** Senders that repeat, shuffle, come hours late, or have a wrong clock. */
export const disorder: Row = {
  name: 'disorder',
  what: 'events in any order (each up to 20 s late), a fifth of the batches twice; others three hours late; clocks 2 h behind (late) and ahead (refused)',
  async run(context) {
    await using stage = await openStage(context);
    const stream = await stage.stream('disorder', { holdMs: HELD_BACK_MS });
    const floor = stream.floors[0] ?? '';
    const times = context.times ?? TIMES;
    const wrong: string[] = [];
    let late = 0;
    for (let time = 0; time < times; time += 1) {
      await wait(FLOWING_MS / times, undefined, { signal: stage.signal });
      for (const [behind, name] of [
        [3 * HOUR_MS, 'late'],
        [2 * HOUR_MS, 'behind'],
      ] as const) {
        const events = renamed(story(floor, time, Date.now() - behind), `${name}-${time}`);
        const { status, body } = await post(stage, events);
        if (status !== 202) wrong.push(`${name}: answered ${status} ${JSON.stringify(body).slice(0, 160)}`);
        else late += events.length;
      }
      const ahead = renamed(story(floor, time, Date.now() + 2 * HOUR_MS), `ahead-${time}`);
      const { status, body } = await post(stage, ahead);
      if (status !== 422) wrong.push(`a clock 2 h ahead: answered ${status} ${JSON.stringify(body).slice(0, 160)}`);
    }
    const verdict = await judge(stage, stream, { late: { [floor]: late }, overtaken: true });
    const notes = [...verdict.notes, `${late} events hours late or from a clock 2 h behind were counted late`];
    return [{ fault: 'disorder', times, backMs: [], ...verdict, wrong: [...wrong, ...verdict.wrong], notes }];
  },
};

const renamed = (events: SentEvent[], subject: string): SentEvent[] =>
  events.map((event, index) => ({ ...event, subject, id: `${subject}-${index}` }));

async function post({ house }: Stage, events: SentEvent[]): Promise<{ status: number; body: unknown }> {
  const headers = { authorization: `Bearer ${house.key}`, 'content-type': 'application/cloudevents-batch+json' };
  const answer = await fetch(`${house.ingestUrl}/v1/events`, { method: 'POST', headers, body: JSON.stringify(events) });
  return { status: answer.status, body: await answer.json() };
}
