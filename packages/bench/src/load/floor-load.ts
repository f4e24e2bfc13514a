import { setTimeout as wait } from 'node:timers/promises';
import { Receipt } from '@watchfloor/contracts/ingest';
import { Pool } from 'undici';
import { spreadOf } from '../statistics.ts';
import { answerCommands } from './answer-command.ts';
import { FloorCommand, type FloorNews, type FloorResult } from './floor-command.ts';
import { FloorPlan, SLOT_MS } from './floor-plan.ts';

const BATCH = 100;
const CONNECTIONS = 32;
const AHEAD_MS = 500;
const TELL_EVERY_MS = 5_000;
/** An answer that comes later than this after the end is not waited for. */
const LAST_ANSWER_MS = 15_000;
/** What is answered so long after the end still counts as kept up with. */
const GRACE_MS = 1_000;

/** Open loop: each event has an instant at which it is meant to be sent, whatever became of those before. Nothing is sent twice. */
async function drive(command: FloorCommand, tell: (news: FloorNews) => void): Promise<FloorResult> {
  const begin = Math.ceil((Date.now() + AHEAD_MS) / 1000) * 1000;
  const measureFrom = begin + command.warmSeconds * 1000;
  const end = measureFrom + command.seconds * 1000;
  const plan = new FloorPlan({ ...command, begin, measureFrom });
  const pool = new Pool(command.ingest, { connections: CONNECTIONS, pipelining: 1, headersTimeout: LAST_ANSWER_MS });
  const headers = { authorization: `Bearer ${command.key}`, 'content-type': 'application/cloudevents-batch+json' };
  const count = { intended: 0, inTime: 0, accepted: 0, refused: 0, failed: 0 };
  const late: number[] = [];
  const answers: number[] = [];
  let firstFailure: string | null = null;
  let sent = 0;
  const underWay = new Set<Promise<void>>();

  const send = async (at: number, events: string[]) => {
    const measured = at >= measureFrom;
    try {
      const { statusCode, body } = await pool.request({ path: '/v1/events', method: 'POST', headers, body: `[${events.join(',')}]` });
      const answer: unknown = await body.json();
      const now = Date.now();
      const accepted = statusCode === 202 ? Receipt.parse(answer).accepted : 0;
      count.accepted += accepted;
      count.refused += events.length - accepted;
      if (accepted < events.length) firstFailure ??= `${statusCode} ${JSON.stringify(answer).slice(0, 300)}`;
      if (measured && now <= end + GRACE_MS) count.inTime += accepted;
      if (measured) answers.push(now - at);
    } catch (error) {
      count.failed += events.length;
      firstFailure ??= String(error);
    }
  };

  let told = begin;
  let measuring = false;
  while (plan.nextAt < end) {
    const { at, events } = plan.next();
    const early = at - Date.now();
    if (early > 0) await wait(early);
    if (at >= measureFrom && !measuring) {
      measuring = true;
      tell({ at: 'measuring' });
    }
    if (measuring) {
      count.intended += events.length;
      late.push(Date.now() - at);
    }
    sent += events.length;
    for (let i = 0; i < events.length; i += BATCH) {
      const request = send(at, events.slice(i, i + BATCH)).finally(() => underWay.delete(request));
      underWay.add(request);
    }
    // A generator that is behind must still hear its answers.
    if (early < -SLOT_MS) await wait(0);
    if (at - told >= TELL_EVERY_MS) {
      told = at;
      tell({ at: 'under way', sent, accepted: count.accepted, waiting: underWay.size });
    }
  }
  tell({ at: 'ended' });
  await Promise.race([Promise.all(underWay), wait(LAST_ANSWER_MS)]);
  void pool.destroy();
  await Promise.all(underWay);
  return { ...count, firstFailure, markers: plan.markers, endedAt: end, late: spreadOf(late), answers: spreadOf(answers) };
}

answerCommands((command, tell) => drive(FloorCommand.parse(command), tell));
