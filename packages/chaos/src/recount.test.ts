import { expect, test } from 'vitest';
import { story } from './load/story.ts';
import { recount } from './recount.ts';

const at = Date.UTC(2026, 10, 11);
const count = (events: ReturnType<typeof story>) => recount(events, { limitMs: 1_500, now: at + 60_000 });

test('an answered and closed conversation, whatever the order of its events', () => {
  const events = story('f', 1, at);
  const expected = {
    events: 5,
    response: { count: 1, avg: 410, max: 410 },
    firstResponse: { count: 1, avg: 420, max: 420 },
    handled: 1,
    conversations: 1,
    agents: {
      'a-1': { response: { count: 1, avg: 410, max: 410 }, handleTime: { count: 1, avg: 715, max: 715 }, handled: 1 },
    },
    open: 0,
    waiting: [],
    overdueEnded: [],
    overdueNow: [],
  };
  expect(count(events)).toEqual(expected);
  expect(count(events.toReversed())).toEqual(expected);
});

test('the agent who took over while the customer waited answers for his part alone', () => {
  const { response, agents } = count(story('f', 3, at));
  expect(response).toEqual({ count: 1, avg: 850, max: 850 });
  expect(agents['a-6']?.response).toEqual({ count: 1, avg: 425, max: 425 });
  expect(agents['a-3']).toEqual({ response: { count: 0, avg: null, max: null }, handleTime: { count: 1, avg: 430, max: 430 }, handled: 0 });
});

test('a wait over the limit, ended and standing', () => {
  const since = new Date(at + 10).toISOString();
  expect(count(story('f', 9, at)).overdueEnded).toEqual([`c-9 since ${since}`]);
  expect(count(story('f', 41, at))).toMatchObject({ open: 1, waiting: ['c-41'], overdueNow: [`c-41 since ${since}`] });
});

test('closed unanswered: no response time, nobody waits', () => {
  expect(count(story('f', 12, at))).toMatchObject({ response: { count: 1 }, open: 0, waiting: [] });
});

test('no two events of a conversation are of one instant', () => {
  for (let turn = 0; turn < 1_000; turn += 1) {
    const times = story('f', turn, at).map(({ time }) => Date.parse(time));
    expect(times).toEqual([...new Set(times)].toSorted((a, b) => a - b));
  }
});
