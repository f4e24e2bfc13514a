import { DEFINITIONS } from '@watchfloor/contracts/definitions';
import { describe, expect, test } from 'vitest';
import { metricsPage } from './metrics-page.ts';

const place = (name: string) => `<!-- table: ${name} -->\n\n<!-- end -->`;
const page = `# Metrics\n\n${['live', 'window', 'business', 'cohort', 'platform', 'left out'].map(place).join('\n\nProse.\n\n')}\n`;

describe('a page of metrics', () => {
  test.each(['en', 'zh-CN'] as const)(
    'in %s has a row for every metric once, keeps its prose, and is the same when written again',
    (language) => {
      const written = metricsPage(page, language);
      const keys = [...written.matchAll(/^\| `([^`]+)`/gm)].map(([, key]) => key);
      expect(keys.toSorted()).toEqual(Object.keys(DEFINITIONS).toSorted());
      expect(written.match(/^Prose\.$/gm)).toHaveLength(5);
      expect(metricsPage(written, language)).toBe(written);
    },
  );

  test('is refused with a table too few or one that there is not', () => {
    expect(() => metricsPage(page.replace(place('cohort'), ''), 'en')).toThrow('cohort');
    expect(() => metricsPage(page + place('weather'), 'en')).toThrow('weather');
  });
});
