import { basename } from 'node:path';
import type { Progress } from '@watchfloor/contracts/ingest';
import { awaitApplied, between, type Outcome } from './await-applied.ts';
import type { Connection } from './connection.ts';
import { ensureFloor } from './ensure-floor.ts';
import { connectIngest, type IngestClient } from './ingest-client.ts';
import { readMapping } from './mapping.ts';
import type { Options } from './options.ts';
import { makePace } from './pace.ts';
import { makeProgressDisplay } from './progress-display.ts';
import { isTable, readRecords } from './read-records.ts';
import { type RecordedEvent, readRecording } from './recording.ts';
import { ReplayError } from './replay-error.ts';
import { nothingSent, sendEvents } from './send-events.ts';
import type { Result } from './summary.ts';
import { rawEvents } from './verify/raw-events.ts';
import { verify } from './verify/verify.ts';

const LAST_LOOK_MS = 2_000;

type Replay = { options: Options; connection: Connection; signal: AbortSignal; say: (line: string) => void };

/**
 * Reads and sorts the file, makes sure of the floor, sends, and waits until all of it is committed.
 * An aborted signal, or a receiver that stops answering midway, ends it early with what was done so far.
 * @throws ReplayError when it cannot begin
 */
export async function replay({ options, connection, signal, say }: Replay): Promise<Result> {
  const { file, floor } = options;
  if (isTable(file) && options.map === undefined) {
    throw new ReplayError(`${basename(file)} is a table: say with --map how its rows become events (see examples/mappings)`);
  }
  const mapping = options.map === undefined ? undefined : await readMapping(options.map, `/replay/${basename(file)}`);
  const recording = await readRecording(readRecords(file, options.encoding), mapping, signal);
  const { records, events, faults } = recording;
  say(`${records} records, ${events.length} events in ${basename(file)}`);
  const result: Result = {
    floor,
    records,
    events: events.length,
    faults,
    sent: nothingSent(),
    outcome: nothing,
    ended: 'complete',
    elapsedMs: 0,
  };
  if (events.length === 0) return result;

  const zone = options.zone ?? mapping?.zone ?? 'Asia/Shanghai';
  if (await ensureFloor(connection, { id: floor, zone, clock: 'event' }, signal)) say(`made floor ${floor} on event time, zone ${zone}`);
  const client = connectIngest(connection, floor);
  const before = await client.progress(signal);
  const begun = Date.now();
  try {
    await sendAll({ events, client, speed: options.speed, signal }, result);
    const { outcome, complete } = await awaitApplied({ client, before, accepted: result.sent.accepted, signal });
    result.outcome = outcome;
    if (!complete) result.ended = 'stalled';
  } catch (error) {
    if (!signal.aborted && !(error instanceof ReplayError)) throw error;
    result.ended = signal.aborted ? 'interrupted' : 'failed';
    if (!signal.aborted && error instanceof ReplayError) say(error.message);
    result.outcome = await lastLook(client, before);
  }
  result.elapsedMs = Date.now() - begun;
  if (options.verify && result.ended === 'complete') {
    if (before.applied > 0)
      say(`floor ${floor} held ${before.applied} events before: others than those of this file will show as differences`);
    const refused = new Set(result.sent.rejections.map(({ place }) => place));
    result.verdict = await verify({ connection, floor, events: rawEvents(events, refused), signal });
  }
  return result;
}

type Sending = { events: RecordedEvent[]; client: IngestClient; speed: number | 'max'; signal: AbortSignal };

async function sendAll({ events, client, speed, signal }: Sending, { sent }: Result): Promise<void> {
  const [first, last] = [events[0]?.time ?? 0, events.at(-1)?.time ?? 0];
  const display = makeProgressDisplay(events.length, speed === 'max' ? undefined : (last - first) / speed);
  try {
    await sendEvents({ events, client, pace: makePace(speed, first), signal }, sent, () => display.show(sent.sent));
  } finally {
    display.stop();
  }
}

/** What has been committed belongs into the summary of an interrupted replay too, if it is to be had quickly. */
const lastLook = (client: IngestClient, before: Progress): Promise<Outcome> =>
  client.progress(AbortSignal.timeout(LAST_LOOK_MS)).then(
    (after) => between(before, after),
    () => nothing,
  );

const nothing: Outcome = { applied: 0, duplicates: 0, late: 0, ignored: 0 };
