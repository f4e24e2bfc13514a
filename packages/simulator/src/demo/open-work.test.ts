import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openFloor, stepFloor } from '../model/floor-model.ts';
import { setupOf } from '../model/setup.ts';
import type { Simulation } from '../model/simulation.ts';
import { endOpenWork, openWorkOf, openWorkWriter, readOpenWork } from './open-work.ts';

let directory: string;

/** A floor of three minutes' age, with customers and tickets. */
function someFloor(): Simulation {
  const begin = Date.parse('2026-03-02T02:00:00Z');
  const floor = openFloor(setupOf({ seed: 1, begin }), { customers: 10, tickets: 2, overlooked: 1 });
  stepFloor(floor, begin + 180_000);
  return floor;
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'watchfloor-demo-'));
});
afterAll(() => rm(directory, { recursive: true }));

it('ends at the next start what a killed run has left open', () => {
  const file = join(directory, 'home/demo.json');
  const floor = someFloor();
  openWorkWriter(file)(openWorkOf(floor));
  const events = endOpenWork(readOpenWork(file), 5_000, 4_000);
  const open = [...floor.conversations.keys(), ...floor.tickets.keys()];
  expect(floor.tickets.size).toBeGreaterThan(0);
  const ofType = (type: string) => events.filter((event) => event.type === `io.watchfloor.${type}`);
  expect([...ofType('conversation.closed'), ...ofType('ticket.resolved')].map(({ subject }) => subject)).toEqual(open);
  expect(ofType('conversation.closed')[0]).toMatchObject({ time: '1970-01-01T00:00:05.000Z', data: { by: 'system' } });
  // Whoever was signed in has left before the next run opens: in that one he may sign in again.
  expect(ofType('agent.status').length).toBeGreaterThan(11);
  expect(ofType('agent.status')[0]).toMatchObject({ time: '1970-01-01T00:00:03.999Z', data: { status: 'offline' } });
});

it('keeps the earlier run on the list until its endings have been taken', () => {
  const file = join(directory, 'two.json');
  const floor = someFloor();
  openWorkWriter(file)(openWorkOf(floor, { conversations: ['conv-old-1'], tickets: ['ticket-old-1'], accounts: [] }));
  expect(readOpenWork(file).conversations).toEqual(['conv-old-1', ...floor.conversations.keys()]);
});

it('has nothing to end on a first start, or from a file that is not its own', async () => {
  expect(endOpenWork(readOpenWork(join(directory, 'none.json')), 0)).toEqual([]);
  await writeFile(join(directory, 'odd.json'), '{"run":');
  expect(endOpenWork(readOpenWork(join(directory, 'odd.json')), 0)).toEqual([]);
});
