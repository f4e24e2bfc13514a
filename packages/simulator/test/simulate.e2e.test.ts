import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Snapshot } from '@watchfloor/contracts/live';
import { type HouseUnderTest, ROOT, startHouse } from '@watchfloor/launcher/house/house-under-test';
import { afterAll, beforeAll, expect, it } from 'vitest';

const run = promisify(execFile);
const SIMULATE = path.join(ROOT, 'packages/simulator/src/cli.ts');
const REPLAY = path.join(ROOT, 'packages/replay/src/main.ts');
const DEMO = path.join(ROOT, 'packages/simulator/src/main.ts');
const EVENING = ['--from', '2026-11-11T20:00', '--hours', '1'];

let house: HouseUnderTest;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'watchfloor-simulate-'));
  house = await startHouse();
});
afterAll(async () => {
  await house?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const figuresOf = (summary: string): Record<string, string> =>
  Object.fromEntries([...summary.matchAll(/^ {2}(\S.*?) {2,}(\S.*)$/gm)].map(([, name, value]) => [name, value]));

async function simulate(...args: string[]): Promise<Record<string, string>> {
  const { stdout } = await run(process.execPath, [SIMULATE, ...args], { cwd: ROOT, env: { ...house.env, INIT_CWD: folder } });
  return figuresOf(stdout);
}

const live = (floor: string): Promise<Snapshot> => house.api<Snapshot>('GET', `/floors/${floor}/live?window=1h`);

it('tells an evening to a floor on event time, each event once, its staff entered; a second time all is known', async () => {
  const first = await simulate('--speed', 'max', '--floor', 'evening', ...EVENING);
  expect(Number(first.events)).toBeGreaterThan(2_000);
  expect(first).toMatchObject({ accepted: first.events, committed: first.events, rejected: '0', late: '0', ignored: '0' });
  const { floor, agents } = await live('evening');
  expect(floor.clock).toBe('event');
  expect(agents.length).toBeGreaterThan(12);
  const people = await house.api<{ items: { id: string }[] }>('GET', '/floors/evening/people?limit=1000');
  const accounts = await house.api<{ items: { account: string; personId: string }[] }>('GET', '/floors/evening/accounts?limit=1000');
  expect(people.items.length).toBeGreaterThan(24);
  expect(accounts.items.length).toBeGreaterThan(people.items.length);
  const again = await simulate('--speed', 'max', '--floor', 'evening', ...EVENING);
  expect(again).toMatchObject({ duplicate: first.events, rejected: '0' });
});

it('writes a file that replay takes, the same events', async () => {
  const written = await simulate('--out', 'evening.ndjson', ...EVENING);
  const file = path.join(folder, 'evening.ndjson');
  expect(readFileSync(file, 'utf8').trimEnd().split('\n').length).toBe(Number(written.events));
  expect(JSON.parse(readFileSync(path.join(folder, 'evening.staff.json'), 'utf8')).accounts.length).toBeGreaterThan(24);
  const { stdout } = await run(process.execPath, [REPLAY, file, '--floor', 'replayed'], { cwd: ROOT, env: house.env });
  expect(figuresOf(stdout)).toMatchObject({ accepted: written.events, late: '0', ignored: '0', rejected: '0' });
  const [told, replayed] = [await live('evening'), await live('replayed')];
  expect({ response: replayed.floor.response, waiting: replayed.floor.waiting }).toEqual({
    response: told.floor.response,
    waiting: told.floor.waiting,
  });
});

it('lives in real time on a floor of the wall clock until it is stopped, and leaves nobody waiting', async () => {
  const child = spawn(process.execPath, [SIMULATE, '--floor', 'now', '--rate', '30', '--seed', '4'], {
    cwd: ROOT,
    env: house.env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += String(chunk);
  });
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await expect
    .poll(
      () =>
        live('now').then(
          ({ floor }) => floor.waiting,
          () => 0,
        ),
      { timeout: 30_000, interval: 200 },
    )
    .toBeGreaterThan(3);
  expect((await live('now')).floor.clock).toBe('wall');
  child.kill('SIGINT');
  expect(await exit).toBe(0);
  expect(figuresOf(said)).toMatchObject({ rejected: '0' });
  await expect.poll(async () => (await live('now')).floor.waiting, { timeout: 10_000 }).toBe(0);
});

it('refuses a faster day on a floor of the wall clock, in one line', async () => {
  await expect(simulate('--speed', '60', '--floor', 'now')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^floor now runs on the wall clock; .*choose another name for --floor\n$/),
  });
});

it('has a demo whose board is alive within seconds: customers wait, some for too long, and that is told', async ({ onTestFinished }) => {
  const begun = Date.now();
  const demo = spawn(process.execPath, [DEMO], {
    cwd: ROOT,
    env: { ...house.env, DEMO_FLOOR: 'demo', LOG_LEVEL: 'warn' },
    stdio: 'inherit',
  });
  // Left behind it would keep the whole run from ending.
  onTestFinished(() => void demo.kill('SIGKILL'));
  const exit = new Promise<number | null>((resolve) => demo.once('exit', resolve));
  const board = () =>
    live('demo').then(
      ({ floor, agents, alerts, tickets }) => ({ floor, agents, alerts, tickets }),
      () => null,
    );
  await expect.poll(async () => (await board())?.floor.overdue ?? 0, { timeout: 20_000, interval: 100 }).toBeGreaterThan(0);
  console.log(`the demo's board is alive after ${Date.now() - begun} ms`);
  await expect.poll(async () => (await board())?.alerts.some(({ severity }) => severity === 'critical'), { timeout: 20_000 }).toBe(true);
  const seen = await board();
  expect(seen?.agents.filter(({ status }) => status === 'online').length).toBeGreaterThan(8);
  expect(seen?.floor.waiting).toBeGreaterThan(2);
  await expect.poll(async () => (await board())?.tickets.length, { timeout: 20_000 }).toBeGreaterThan(0);
  const people = () => house.api<{ items: unknown[] }>('GET', '/floors/demo/people').then(({ items }) => items.length);
  await expect.poll(people, { timeout: 20_000 }).toBeGreaterThan(24);
  demo.kill('SIGTERM');
  expect(await exit).toBe(0);
  await expect.poll(async () => (await board())?.floor.waiting, { timeout: 10_000 }).toBe(0);
});
