import { describe, expect, it } from 'vitest';
import { type Result, summary } from './summary.ts';

const result: Result = {
  floor: 'day',
  records: 10,
  events: 9,
  faults: [{ place: 'line 3', detail: 'not JSON' }],
  sent: { sent: 9, accepted: 7, duplicates: 1, rejected: 1, rejections: [{ place: 'line 8', id: 'e8', detail: 'data.status: required' }] },
  outcome: { applied: 6, duplicates: 1, late: 2, ignored: 1 },
  ended: 'complete',
  elapsedMs: 3_000,
};

describe('the closing summary', () => {
  it('counts every event once: accepted, duplicate or rejected, wherever it was found out', () => {
    const text = summary(result);
    expect(text).toMatch(/accepted +6\n/);
    expect(text).toMatch(/duplicate +2\n/);
    expect(text).toMatch(/late +2\n/);
    expect(text).toMatch(/ignored +1\n/);
    expect(text).toMatch(/rejected +2\n/);
    expect(text).toMatch(/events a second +3\n/);
  });

  it('does not take a batch that had to be sent again for repeats in the file', () => {
    const sent = { ...result.sent, accepted: 8, duplicates: 0 };
    const text = summary({ ...result, sent, outcome: { applied: 8, duplicates: 4, late: 0, ignored: 0 } });
    expect(text).toMatch(/accepted +8\n/);
    expect(text).toMatch(/duplicate +0\n/);
  });

  it('lists what was rejected with its line and the reason', () => {
    expect(summary(result)).toContain('  line 3: not JSON\n  line 8 (e8): data.status: required\n');
  });

  it('lists the first fifty and counts the rest', () => {
    const faults = Array.from({ length: 60 }, (_, at) => ({ place: `line ${at + 1}`, detail: 'no' }));
    const text = summary({ ...result, faults });
    expect(text).toContain('line 50: no');
    expect(text).not.toContain('line 51: no');
    expect(text).toContain('and 11 more');
  });
});
