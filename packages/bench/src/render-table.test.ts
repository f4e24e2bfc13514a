import { expect, test } from 'vitest';
import { renderResult } from './render-table.ts';

test('a result reads as a table, with a missed goal that cannot be overlooked', () => {
  const text = renderResult({
    load: 'some load',
    figures: [
      { label: 'A / B', unit: '', min: 0.9, median: 1.234567, max: 1.5, goal: '>= 1.0', met: true },
      { label: 'lag', unit: 'ms', min: null, median: 1234.5, max: null, goal: '< 1,000', met: false },
    ],
    usage: [{ name: 'keeper', cpuSeconds: 3.2, coreShare: 0.32, residentMb: 100 }],
    notes: ['a remark'],
  });
  expect(text).toBe(
    [
      'some load',
      '           min  median  max  goal',
      '  A / B    0.9    1.23  1.5  >= 1.0   met',
      '  lag, ms    -   1,235    -  < 1,000  MISSED',
      '  process  CPU s  of a core   MB',
      '  keeper     3.2       32 %  100',
      '  all                  32 %',
      '  - a remark',
    ].join('\n'),
  );
});
