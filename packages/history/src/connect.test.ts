import { expect, test } from 'vitest';
import { parseInt8 } from './connect.ts';

test('reads a count or an instant as a number', () => {
  expect(parseInt8('1794364530250')).toBe(1_794_364_530_250);
  expect(parseInt8('-1')).toBe(-1);
});

test('refuses a number that would lose digits', () => {
  expect(() => parseInt8('9007199254740993')).toThrow(RangeError);
});
