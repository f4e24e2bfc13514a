import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { postgresAccount } from './postgres-account.ts';
import { postgresBase } from './postgres-place.ts';
import { layStubHouse } from './stub-house.ts';

type Start = {
  child: ChildProcess;
  output: () => string;
  saying: (text: string | RegExp) => Promise<void>;
  exit: Promise<number | string | null>;
};

const PORTS = ['GATEWAY_PORT', 'INGEST_PORT', 'KEEPER_PORT', 'ALERTING_PORT', 'LEDGER_PORT'];
const WRAPPER = ['node', 'packages/launcher/setup/run.mjs', 'start'];
let house: string;
let home: string;
let places: string[];
let started: ChildProcess[];

beforeEach(() => {
  house = mkdtempSync(path.join(tmpdir(), 'watchfloor-stub-'));
  home = path.join(house, 'home');
  places = [house, postgresBase(path.join(home, 'postgres'), false, postgresAccount())];
  started = [];
  layStubHouse(house);
});
afterEach(async () => {
  for (const child of started) child.kill('SIGTERM');
  await untilNothingIsLeft();
  for (const place of places) rmSync(place, { recursive: true, force: true });
});

/** Runs the launcher of the stub house on any free ports. */
function start({ command = WRAPPER, env = {} }: { command?: string[]; env?: NodeJS.ProcessEnv } = {}): Start {
  const [file = '', ...args] = command;
  const ports = Object.fromEntries(PORTS.map((name) => [name, '0']));
  const child = spawn(file, args, {
    cwd: house,
    env: { ...process.env, ...ports, WATCHFLOOR_HOME: home, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      text += String(chunk);
    });
  }
  const exit = new Promise<number | string | null>((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code)));
  const saying = (what: string | RegExp) => expect.poll(() => text, { timeout: 20_000, interval: 20 }).toMatch(what);
  return { child, output: () => text, exit, saying };
}

/** Processes of the stub house, by what their command line, folder or environment says. */
function ours(): { pid: number; command: string }[] {
  if (!existsSync('/proc')) return [];
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) return [];
    try {
      const [command, environment] = ['cmdline', 'environ'].map((part) =>
        readFileSync(`/proc/${pid}/${part}`, 'utf8').replaceAll('\0', ' '),
      );
      const marks = [command, environment, readlinkSync(`/proc/${pid}/cwd`)];
      return command && places.some((place) => marks.some((mark) => mark?.includes(place))) ? [{ pid, command }] : [];
    } catch {
      // It has just ended, or is another user's.
      return [];
    }
  });
}

function pidOf(part: string): number {
  return ours().find(({ command }) => command.includes(part))?.pid ?? 0;
}

const untilNothingIsLeft = () => expect.poll(ours, { timeout: 12_000, interval: 50 }).toEqual([]);

describe('a start', () => {
  test('brings everything up, shows the sign-in the first time only, and a SIGTERM stops all in order', async () => {
    const first = start();
    await first.saying('Watchfloor is ready');
    expect(first.output()).toMatch(/Sign in +admin@localhost {2}\S{20}/);
    expect(readFileSync(path.join(home, 'credentials'), 'utf8')).toMatch(
      /^ADMIN_EMAIL=admin@localhost\nADMIN_PASSWORD=\S{20}\nINGEST_KEY=wfk_\S{32}\n$/,
    );
    first.child.kill('SIGTERM');
    expect(await first.exit).toBe(0);
    await untilNothingIsLeft();
    expect(readFileSync(path.join(home, 'ended'), 'utf8')).toBe('ingest\nkeeper\nalerting\nledger\ngateway\n');

    const second = start({ command: [...WRAPPER, '--no-demo'] });
    await second.saying('Watchfloor is ready');
    expect(second.output()).toMatch(/Sign in +as admin@localhost; password and ingest key: /);
    expect(second.output()).not.toContain('demo');
    second.child.kill('SIGINT');
    expect(await second.exit).toBe(0);
    await untilNothingIsLeft();
  });

  test('through npm is stopped by a SIGTERM to npm', async () => {
    const npm = start({ command: ['npm', 'start'] });
    await npm.saying('Watchfloor is ready');
    npm.child.kill('SIGTERM');
    await npm.exit;
    await npm.saying('everything is stopped');
    await untilNothingIsLeft();
  });

  test('that is interrupted half-way leaves nothing', async () => {
    const early = start();
    await early.saying('Redis is ready');
    early.child.kill('SIGINT');
    expect(await early.exit).toBe(0);
    await untilNothingIsLeft();
  });
});

describe('a crash', () => {
  test('of a service or a server is said, and it comes back', async () => {
    const run = start();
    await run.saying('Watchfloor is ready');
    for (const [name, part] of [
      ['keeper', 'services/keeper'],
      ['Redis', 'redis-server'],
      ['PostgreSQL', 'bin/postgres'],
    ] as const) {
      const killed = pidOf(part);
      expect(killed).toBeGreaterThan(0);
      process.kill(killed, 'SIGKILL');
      await run.saying(new RegExp(`${name} ended \\(SIGKILL\\); starting it again in 100 ms`));
      await run.saying(new RegExp(`${name} is (back|ready again)`));
      expect(pidOf(part)).not.toBe(killed);
    }
    run.child.kill('SIGTERM');
    expect(await run.exit).toBe(0);
  });

  test('of the wrapper stops everything in good order', async () => {
    const run = start();
    await run.saying('Watchfloor is ready');
    run.child.kill('SIGKILL');
    await untilNothingIsLeft();
    expect(readFileSync(path.join(home, 'ended'), 'utf8')).toBe('ingest\nkeeper\nalerting\nledger\ngateway\n');
  });

  test('of the launcher leaves nothing either, and the next start finds everything as it was', async () => {
    const run = start();
    await run.saying('Watchfloor is ready');
    process.kill(pidOf('launcher/src/main.ts'), 'SIGKILL');
    expect(await run.exit).toBe('SIGKILL');
    await untilNothingIsLeft();
    const next = start();
    await next.saying('Watchfloor is ready');
    next.child.kill('SIGTERM');
    expect(await next.exit).toBe(0);
  });
});

describe('a start is refused with one clear line', () => {
  test('when Watchfloor already runs from this home', async () => {
    const first = start();
    await first.saying('Redis is ready');
    const second = start();
    expect(await second.exit).toBe(1);
    expect(second.output()).toMatch(
      /^watchfloor cannot start: Watchfloor already runs from \S+ \(process \d+\)\. Stop it first: kill \d+\n$/,
    );
  });

  test('when a port is in use', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => holder.once('listening', resolve));
    const { port } = holder.address() as AddressInfo;
    const run = start({ env: { INGEST_PORT: String(port) } });
    expect(await run.exit).toBe(1);
    expect(run.output()).toMatch(
      new RegExp(`^watchfloor cannot start: INGEST_PORT: port ${port} is in use.*; stop that, or set INGEST_PORT to a free port\\n$`),
    );
    await new Promise((resolve) => holder.close(resolve));
  });

  test('when a setting is wrong or an option is unknown', async () => {
    const wrong = start({ env: { PARTITIONS: 'many' } });
    expect(await wrong.exit).toBe(1);
    expect(wrong.output()).toMatch(/^watchfloor cannot start: PARTITIONS: .*many.*\n$/);
    const unknown = start({ command: [...WRAPPER, '--demmo'] });
    expect(await unknown.exit).toBe(1);
    expect(unknown.output()).toMatch(/^watchfloor: Unknown option '--demmo'.*\n$/);
  });

  test('when the number of partitions is not the one that the data were laid out for', async () => {
    const first = start();
    await first.saying('Watchfloor is ready');
    first.child.kill('SIGTERM');
    await first.exit;
    const second = start({ env: { PARTITIONS: '8' } });
    expect(await second.exit).toBe(1);
    expect(second.output()).toMatch(/\nwatchfloor cannot start: PARTITIONS: .* 16, .* 8; set PARTITIONS=16\n$/);
    await untilNothingIsLeft();
  });

  test('when redis-server is missing and may not be installed from here', async () => {
    const bin = path.join(house, 'bin');
    mkdirSync(bin);
    symlinkSync(execFileSync('sh', ['-c', 'command -v node'], { encoding: 'utf8' }).trim(), path.join(bin, 'node'));
    const run = start({ env: { PATH: bin } });
    expect(await run.exit).toBe(1);
    expect(run.output()).toMatch(/^watchfloor: missing: redis-server\. Run: .*redis.*\n$/);
  });
});
