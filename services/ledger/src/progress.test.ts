import { expect, test } from 'vitest';
import { Progress } from './progress.ts';

const AT = 1_794_364_530_250;

test('is not ready before the database has answered', () => {
  const progress = new Progress();
  expect(progress.fault(AT)).toBe('starting');
  progress.historyAnswers();
  expect(progress.fault(AT)).toBeNull();
});

test('says which server is away, and falls behind by at least as long', () => {
  const progress = new Progress();
  progress.historyFails('PostgreSQL: it is shutting down (57P01)', AT);
  progress.historyFails('PostgreSQL: nothing listens at its address (ECONNREFUSED)', AT + 500);
  expect(progress.fault(AT + 600)).toContain('nothing listens');
  expect(progress.lagMs(AT + 700)).toBe(700);
  progress.historyAnswers();
  expect(progress.lagMs(AT + 800)).toBe(0);
  progress.redisFails('Redis cannot be read', AT + 900);
  expect(progress.fault(AT + 900)).toBe('Redis cannot be read');
});

test('a frozen database is no ready one', () => {
  const progress = new Progress();
  progress.historyAnswers();
  progress.beginWriting(AT - 40, AT);
  expect(progress.fault(AT + 4_000)).toBeNull();
  expect(progress.fault(AT + 20_000)).toBe('PostgreSQL has not answered for 20 s');
});

test('the lag is the age of what is being written, then of what was written last, then nothing', () => {
  const progress = new Progress();
  progress.beginWriting(AT - 40, AT);
  expect(progress.lagMs(AT + 10)).toBe(50);
  progress.endWriting(AT - 20, AT + 10);
  expect(progress.lagMs(AT + 90)).toBe(30);
  progress.caughtUp();
  expect(progress.lagMs(AT + 90)).toBe(0);
});
