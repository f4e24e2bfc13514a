import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { type HouseUnderTest, ROOT, startHouse } from '@watchfloor/launcher/house/house-under-test';
import { afterAll, beforeAll, expect, it } from 'vitest';

const RUN_WITHIN_MS = 120_000;

let house: HouseUnderTest;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'watchfloor-verify-'));
  house = await startHouse();
});
afterAll(async () => {
  await house?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A program of ours, as npm runs it; what it prints on stdout, and how it ends. */
async function run(name: 'replay/src/main.ts' | 'simulator/src/cli.ts', ...args: string[]): Promise<{ code: number | null; said: string }> {
  const program = path.join(ROOT, `packages/${name}`);
  const child = spawn(process.execPath, [program, ...args], {
    cwd: ROOT,
    env: house.env,
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: RUN_WITHIN_MS,
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { said: await text(child.stdout), code: await ended };
}

/** The file of a simulated hour, and its lines. */
async function simulatedHour(seed: string): Promise<{ file: string; lines: string[] }> {
  const file = path.join(folder, `hour-${seed}.ndjson`);
  const simulated = await run('simulator/src/cli.ts', '--out', file, '--from', '2026-11-11T10:00', '--hours', '1', '--seed', seed);
  expect(simulated.code).toBe(0);
  return { file, lines: readFileSync(file, 'utf8').trimEnd().split('\n') };
}

function written(name: string, lines: string[]): string {
  const file = path.join(folder, name);
  writeFileSync(file, lines.join('\n'));
  return file;
}

it('finds every figure of a simulated hour as the oracle has it, and says which are not', { timeout: 180_000 }, async () => {
  const { lines } = await simulatedHour('7');
  // In the order of conversations, not of time, and every tenth line twice.
  const file = written('disorder.ndjson', [...lines, ...lines.filter((_, index) => index % 10 === 0)].toSorted());
  const right = await run('replay/src/main.ts', file, '--floor', 'verified', '--speed', 'max', '--verify');
  expect(right.said).toContain(`Verified: all figures of ${lines.length + Math.ceil(lines.length / 10)} events`);
  expect(right.code).toBe(0);

  const reply = lines.findIndex((line) => line.includes('message.sent') && line.includes('"from":"agent"'));
  const lacking = written('lacking.ndjson', lines.toSpliced(reply, 1));
  const wrong = await run('replay/src/main.ts', lacking, '--floor', 'verified', '--verify');
  expect(wrong.said).toMatch(/Not as the oracle has them: \d+ figures of \d+ rows/);
  expect(wrong.said).toMatch(/floor verified +all +messagesOut +\d+ +\d+/);
  expect(wrong.code).toBe(1);
});

it('finds the same on a floor with office hours when two of three events come an hour late and the ledger takes them in', {
  timeout: 180_000,
}, async () => {
  const { file, lines } = await simulatedHour('8');
  // With a break in the middle of the hour: business time is told and compared too.
  const wed = [
    { from: '09:00', to: '10:20' },
    { from: '10:35', to: '10:50' },
  ];
  await house.api('POST', '/floors', { id: 'late', clock: 'event', officeHours: { wed } });
  const third = written(
    'third.ndjson',
    lines.filter((_, index) => index % 3 === 0),
  );
  expect(await run('replay/src/main.ts', third, '--floor', 'late', '--verify')).toMatchObject({ code: 0 });
  const whole = await run('replay/src/main.ts', file, '--floor', 'late', '--verify');
  expect(whole.said).toMatch(/late +[1-9]\d\d+/);
  expect(whole.said).toContain(`Verified: all figures of ${lines.length} events`);
  expect(whole.code).toBe(0);
});
