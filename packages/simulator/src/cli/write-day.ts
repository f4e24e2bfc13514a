import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { ReplayError } from '@watchfloor/replay/replay-error';
import { crowdOf, openFloor, stepFloor } from '../model/floor-model.ts';
import type { Setup } from '../model/setup.ts';
import type { Counted } from '../model/simulation.ts';
import { staffListOf } from '../staff/staff-list.ts';
import type { ProgressLine } from './progress-line.ts';

const STEP_MS = 600_000;

type Writing = { setup: Setup; end: number; path: string; signal: AbortSignal; progress: ProgressLine };

/**
 * Writes the events until `end` as NDJSON in the order of their times, and beside it who works there.
 * @returns what happened, and where the staff is
 * @throws ReplayError when the file cannot be written
 */
export async function writeDay({ setup, end, path, signal, progress }: Writing): Promise<{ counted: Counted; staffPath: string }> {
  const floor = openFloor(setup, crowdOf(setup));
  const out = createWriteStream(path);
  const done = finished(out).catch(cannotWrite(path));
  try {
    for (let now = setup.begin; now < end && !signal.aborted; ) {
      now = Math.min(now + STEP_MS, end);
      const text = stepFloor(floor, now)
        .map((event) => `${JSON.stringify(event)}\n`)
        .join('');
      if (!out.write(text)) await Promise.race([once(out, 'drain'), done]);
      progress.show(now, floor.counted.events);
    }
  } finally {
    out.end();
    await done;
    progress.stop();
  }
  const staffPath = path.replace(/(\.ndjson|\.jsonl)?$/, '.staff.json');
  await writeFile(staffPath, `${JSON.stringify(staffListOf(floor.people), null, 2)}\n`).catch(cannotWrite(staffPath));
  return { counted: floor.counted, staffPath };
}

function cannotWrite(path: string): (error: unknown) => never {
  return (error) => {
    throw new ReplayError(`cannot write ${path}: ${error instanceof Error && 'code' in error ? error.code : error}`);
  };
}
