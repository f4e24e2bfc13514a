import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { type HouseUnderTest, ROOT, startHouse } from '@watchfloor/launcher/house/house-under-test';
import { afterAll, beforeAll, expect, it } from 'vitest';

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
  const child = spawn(process.execPath, [program, ...args], { cwd: ROOT, env: house.env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { said: await text(child.stdout), code: await ended };
}

it('finds every figure of a simulated hour as the oracle has it, and says which are not', { timeout: 180_000 }, async () => {
  const simulated = path.join(folder, 'hour.ndjson');
  expect(await run('simulator/src/cli.ts', '--out', simulated, '--from', '2026-11-11T10:00', '--hours', '1', '--seed', '7')).toMatchObject({
    code: 0,
  });
  const lines = readFileSync(simulated, 'utf8').trimEnd().split('\n');
  // In the order of conversations, not of time, and every tenth line twice.
  const file = path.join(folder, 'disorder.ndjson');
  writeFileSync(file, [...lines, ...lines.filter((_, index) => index % 10 === 0)].toSorted().join('\n'));
  const right = await run('replay/src/main.ts', file, '--floor', 'verified', '--speed', 'max', '--verify');
  expect(right.said).toContain(`Verified: all figures of ${lines.length + Math.ceil(lines.length / 10)} events`);
  expect(right.code).toBe(0);

  const lacking = path.join(folder, 'lacking.ndjson');
  const reply = lines.findIndex((line) => line.includes('message.sent') && line.includes('"from":"agent"'));
  writeFileSync(lacking, lines.toSpliced(reply, 1).join('\n'));
  const wrong = await run('replay/src/main.ts', lacking, '--floor', 'verified', '--verify');
  expect(wrong.said).toMatch(/Not as the oracle has them: \d+ figures of \d+ rows/);
  expect(wrong.said).toMatch(/floor verified +all +messagesOut +\d+ +\d+/);
  expect(wrong.code).toBe(1);
});
