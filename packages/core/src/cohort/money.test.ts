import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimalOf, shareOf, tenThousandths } from './money.ts';

test('says amounts with two decimals, and with more where they count', () => {
  expect(['129.9', '0', '-0.0001', '33.3333', '7.120', '999999999999999.9999'].map((text) => decimalOf(tenThousandths(text)))).toEqual([
    '129.90',
    '0.00',
    '-0.0001',
    '33.3333',
    '7.12',
    '999999999999999.9999',
  ]);
});

test('no amount changes by being written and read', () => {
  fc.assert(fc.property(fc.bigInt(), (amount) => tenThousandths(decimalOf(amount)) === amount));
});

test('shares are rounded half up', () => {
  expect([shareOf(10n, 4n), shareOf(10n, 3n), shareOf(-10n, 4n), shareOf(-10n, 3n), shareOf(0n, 7n)]).toEqual([3n, 3n, -2n, -3n, 0n]);
});
