import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openFloor } from './floor-model.ts';
import { endOpenWork, openWorkOf, openWorkWriter, readOpenWork } from './open-work.ts';
import { seededRandom } from './random.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'watchfloor-demo-'));
});
afterAll(() => rm(directory, { recursive: true }));

it('ends at the next start what a killed run has left open', () => {
  const file = join(directory, 'home/demo.json');
  const { state } = openFloor('old', 1_000, seededRandom(1));
  openWorkWriter(file)(openWorkOf(state));
  const events = endOpenWork(readOpenWork(file), 5_000);
  const open = [...state.conversations.keys(), ...state.tickets.keys()];
  expect(events.map(({ subject }) => subject)).toEqual(open);
  expect(events[0]).toMatchObject({ type: 'io.watchfloor.conversation.closed', time: '1970-01-01T00:00:05.000Z', data: { by: 'system' } });
});

it('keeps the earlier run on the list until its endings have been taken', () => {
  const file = join(directory, 'two.json');
  const { state } = openFloor('new', 1_000, seededRandom(1));
  openWorkWriter(file)(openWorkOf(state, { conversations: ['demo-old-1'], tickets: ['ticket-old-1'] }));
  expect(readOpenWork(file).conversations).toEqual(['demo-old-1', ...state.conversations.keys()]);
});

it('has nothing to end on a first start, or from a file that is not its own', async () => {
  expect(endOpenWork(readOpenWork(join(directory, 'none.json')), 0)).toEqual([]);
  await writeFile(join(directory, 'odd.json'), '{"run":');
  expect(endOpenWork(readOpenWork(join(directory, 'odd.json')), 0)).toEqual([]);
});
