import { setTimeout as wait } from 'node:timers/promises';
import { judge } from '../judge.ts';
import { sendUntilTaken } from '../load/send-until-taken.ts';
import { type SentEvent, story } from '../load/story.ts';
import type { Row } from '../row.ts';
import { type FaultStream, openStage, type Stage } from '../stage.ts';

/** Within the bound of five minutes, and short enough for a run of a minute. */
const HELD_BACK_MS = 20_000;
const FLOWING_MS = 25_000;
const HOUR_MS = 3_600_000;
const TIMES = 5;
const BATCH_EVENTS = 200;
const BACK_WITHIN_MS = 20_000;

/** Senders that repeat, shuffle, come hours late, or have a wrong clock. */
export const disorder: Row = {
  name: 'disorder',
  what: 'events in any order (each up to 20 s late), a fifth of the batches twice, in the end all again to a receiver that was killed; others three hours late; clocks 2 h behind (late) and ahead (refused)',
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
    await stream.stop();
    await repeatAll(stage, stream);
    const verdict = await judge(stage, stream, { late: { [floor]: late }, overtaken: true });
    const notes = [...verdict.notes, `${late} events hours late or from a clock 2 h behind were counted late`];
    return [{ fault: 'disorder', times, backMs: [], ...verdict, wrong: [...wrong, ...verdict.wrong], notes }];
  },
};

/** Sends everything once more to a receiver that knows nothing of it any more: only the keeper can tell that these are repeats. */
async function repeatAll(stage: Stage, { told, floors }: FaultStream): Promise<void> {
  const { house, signal } = stage;
  const killed = house.pidOf('ingest');
  process.kill(killed, 'SIGKILL');
  const isBack = async () => ![0, killed].includes(house.pidOf('ingest')) && (await stage.allReady());
  await stage.until('the receiver is back', isBack, BACK_WITHIN_MS);
  for (const floor of floors) {
    const events = told.takenOf(floor).map(({ toldAt: _, ...event }) => event);
    for (let first = 0; first < events.length; first += BATCH_EVENTS)
      await sendUntilTaken(house, told, events.slice(first, first + BATCH_EVENTS), signal);
  }
}

const renamed = (events: SentEvent[], subject: string): SentEvent[] =>
  events.map((event, index) => ({ ...event, subject, id: `${subject}-${index}` }));

async function post({ house }: Stage, events: SentEvent[]): Promise<{ status: number; body: unknown }> {
  const headers = { authorization: `Bearer ${house.key}`, 'content-type': 'application/cloudevents-batch+json' };
  const answer = await fetch(`${house.ingestUrl}/v1/events`, { method: 'POST', headers, body: JSON.stringify(events) });
  return { status: answer.status, body: await answer.json() };
}
