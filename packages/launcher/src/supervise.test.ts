import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { commandOf } from './process-table.ts';
import { follow, type Running } from './running.ts';
import { stopInOrder } from './stop-in-order.ts';
import { supervise } from './supervise.ts';

const backOff = { first: 10, most: 40, healthy: 10_000 };

async function program(code: string): Promise<Running> {
  const child = spawn(process.execPath, ['-e', `${code}; console.log('up')`], { stdio: ['ignore', 'pipe', 'inherit'] });
  const running = follow(child);
  await Promise.race([once(child.stdout, 'data'), running.exited]);
  return running;
}
const staying = () => program('setInterval(() => {}, 1000)');
const stubborn = () => program("process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)");

test('a program that crashes is started again, each time after twice the pause up to the most', async () => {
  const said: string[] = [];
  let starts = 0;
  const { promise: calm, resolve } = Promise.withResolvers<void>();
  const start = () => {
    starts += 1;
    return starts < 6 ? program('process.exit(3)') : staying();
  };
  const part = await supervise({ name: 'keeper', start, say: (line) => said.push(line), backOff, onBack: () => starts === 6 && resolve() });
  await calm;
  expect(said).toEqual([10, 20, 40, 40, 40].map((ms) => `keeper ended (code 3); starting it again in ${ms} ms`));
  await part.stop();
});

test('a program that was healthy for long enough comes back at once again', async () => {
  const said: string[] = [];
  let back = Promise.withResolvers<void>();
  const part = await supervise({
    name: 'keeper',
    start: staying,
    say: (line) => said.push(line),
    backOff: { ...backOff, healthy: 0 },
    onBack: () => back.resolve(),
  });
  for (let kills = 0; kills < 3; kills += 1) {
    process.kill(part.pid(), 'SIGKILL');
    await back.promise;
    back = Promise.withResolvers();
  }
  expect(said).toEqual(Array(3).fill('keeper ended (SIGKILL); starting it again in 10 ms'));
  await part.stop();
});

test('a stopped program stays stopped, a stubborn one is killed', async () => {
  const part = await supervise({ name: 'keeper', start: stubborn, say: () => {}, backOff });
  const pid = part.pid();
  await part.stop(50);
  expect(commandOf(pid)).toBeNull();
  expect(part.pid()).toBe(0);
});

test('a first start that fails is the failure of the caller, a later one is tried again', async () => {
  await expect(supervise({ name: 'Redis', start: () => Promise.reject(new Error('no')), say: () => {}, backOff })).rejects.toThrow('no');
  const said: string[] = [];
  const back = Promise.withResolvers<void>();
  let starts = 0;
  const start = () => {
    starts += 1;
    return starts === 2 ? Promise.reject(new Error('port taken')) : staying();
  };
  const part = await supervise({ name: 'Redis', start, say: (line) => said.push(line), backOff, onBack: () => back.resolve() });
  process.kill(part.pid(), 'SIGKILL');
  await back.promise;
  expect(said).toEqual([
    'Redis ended (SIGKILL); starting it again in 10 ms',
    'Redis could not be started again: port taken',
    'Redis ended (it did not start); starting it again in 20 ms',
  ]);
  await part.stop();
});

test('everything is stopped in order, servers last, and one that hangs does not hold up the rest', async () => {
  const ended: string[] = [];
  const parts = await Promise.all(
    ['Redis', 'gateway', 'ingest', 'keeper'].map((name) =>
      supervise({
        name,
        start: async () => {
          const running = await (name === 'ingest' ? stubborn() : staying());
          void running.exited.then(() => ended.push(name));
          return running;
        },
        say: () => {},
      }),
    ),
  );
  await stopInOrder(parts, ['ingest', 'keeper', 'gateway', 'Redis'], ['Redis'], { turn: 20, services: 300, servers: 500 });
  expect(ended).toEqual(['keeper', 'gateway', 'ingest', 'Redis']);
});
