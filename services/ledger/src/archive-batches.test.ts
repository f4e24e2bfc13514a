import type { LoggedEvent } from '@watchfloor/contracts/event';
import type { TailEntry } from '@watchfloor/redis/tail';
import { expect, test } from 'vitest';
import { archiveBatches } from './archive-batches.ts';

const DAY_MS = 86_400_000;
const partitionOf = new Map([
  ['log-0', 0],
  ['log-1', 1],
]);

/** An entry of some events of one conversation, `every` ms apart. */
function entry(stream: string, id: string, events: number, every = 1): TailEntry {
  const frame = Array.from({ length: events }, (_, n): LoggedEvent => {
    const at = { floor: 'default/demo', id: `${id}-${n}`, source: '/chat', subject: 'conv-1', time: n * every, received: 5 };
    return { ...at, type: 'conversation.closed', data: {} };
  });
  return { stream, id, after: '0-0', payload: Buffer.from(JSON.stringify(frame)) };
}
const cut = (...entries: TailEntry[]) =>
  [...archiveBatches(entries, partitionOf)].map(({ rows, ends }) => [rows.length, Object.fromEntries(ends)]);

test('gathers what a read gave, to the last entry of each partition', () => {
  expect(cut(entry('log-0', '5-0', 2), entry('log-0', '9-0', 1), entry('log-1', '3-0', 0))).toEqual([[3, { 0: '9-0', 1: '3-0' }]]);
  expect([...archiveBatches([entry('log-0', '9-0', 1), entry('log-1', '3-0', 0)], partitionOf)]).toMatchObject([{ firstAt: 3, lastAt: 9 }]);
  expect(cut()).toEqual([]);
});

test('cuts at the ends of frames when it has many events, or many days', () => {
  const full = Array.from({ length: 40 }, (_, n) => entry('log-0', `${n + 1}-0`, 256));
  expect(cut(...full)).toEqual([
    [8_192, { 0: '32-0' }],
    [2_048, { 0: '40-0' }],
  ]);
  expect(cut(entry('log-0', '1-0', 63, DAY_MS), entry('log-1', '2-0', 200, DAY_MS), entry('log-1', '3-0', 1))).toEqual([
    [263, { 0: '1-0', 1: '2-0' }],
    [1, { 1: '3-0' }],
  ]);
});
