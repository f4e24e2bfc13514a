import { basename } from 'node:path';
import { awaitApplied, between, type Outcome } from './await-applied.ts';
import type { Connection } from './connection.ts';
import { ensureFloor } from './ensure-floor.ts';
import { connectIngest } from './ingest-client.ts';
import { readMapping } from './mapping.ts';
import type { Options } from './options.ts';
import { makePace } from './pace.ts';
import { makeProgressDisplay } from './progress-display.ts';
import { isTable, readRecords } from './read-records.ts';
import { readRecording } from './recording.ts';
import { ReplayError } from './replay-error.ts';
import { nothingSent, sendEvents } from './send-events.ts';
import type { Result } from './summary.ts';

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
  const { records, events, faults } = await readRecording(readRecords(file, options.encoding), mapping, signal);
  say(`${records} records, ${events.length} events in ${basename(file)}`);
  const [first, last] = [events[0], events.at(-1)];
  if (first === undefined || last === undefined) {
    return { floor, records, events: 0, faults, sent: nothingSent(), outcome: nothing, ended: 'complete', elapsedMs: 0 };
  }

  const zone = options.zone ?? mapping?.zone ?? 'Asia/Shanghai';
  if (await ensureFloor(connection, { id: floor, zone }, signal)) say(`made floor ${floor} on event time, zone ${zone}`);
  const client = connectIngest(connection, floor);
  const before = await client.progress(signal);

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
  const begun = Date.now();
  const expectedMs = options.speed === 'max' ? undefined : (last.time - first.time) / options.speed;
  const display = makeProgressDisplay(events.length, expectedMs);
  try {
    const pace = makePace(options.speed, first.time);
    await sendEvents({ events, client, pace, signal }, result.sent, () => display.show(result.sent.sent));
    display.stop();
    const { outcome, complete } = await awaitApplied({ client, before, accepted: result.sent.accepted, signal }, (seen) => {
      result.outcome = seen;
    });
    result.outcome = outcome;
    if (!complete) result.ended = 'stalled';
  } catch (error) {
    if (!signal.aborted && !(error instanceof ReplayError)) throw error;
    result.ended = signal.aborted ? 'interrupted' : 'failed';
    if (!signal.aborted && error instanceof ReplayError) say(error.message);
    // A short look without the aborted signal: what has been committed belongs into the summary.
    result.outcome = await client.progress(AbortSignal.timeout(2_000)).then(
      (after) => between(before, after),
      () => result.outcome,
    );
  } finally {
    display.stop();
  }
  result.elapsedMs = Date.now() - begun;
  return result;
}

const nothing: Outcome = { applied: 0, duplicates: 0, late: 0, ignored: 0 };
