import type { Alert } from '@watchfloor/contracts/alert';
import { describe, expect, it } from 'vitest';
import { applyAlert } from './apply-alert.ts';
import { exampleSnapshot } from './example-snapshot.ts';

const late: Alert = {
  id: 'al-1',
  floor: 'demo',
  rule: 'late reply',
  severity: 'critical',
  state: 'firing',
  subject: { kind: 'conversation', id: 'c1', name: 'c1' },
  agentId: null,
  teamId: null,
  metric: 'wait',
  value: 180_000,
  limit: 180_000,
  since: '2026-11-11T02:00:00.000Z',
  dueAt: '2026-11-11T02:03:00.000Z',
  knownAt: '2026-11-11T02:00:00.000Z',
  firedAt: '2026-11-11T02:03:00.004Z',
  resolvedAt: null,
  reason: null,
};

describe('applyAlert', () => {
  it('shows a fired alert at once and only once', () => {
    const fired = applyAlert(applyAlert(exampleSnapshot(), { type: 'fired', alert: late }), { type: 'changed', alert: late });
    expect(fired.alerts).toEqual([late]);
  });

  it('takes a resolved alert off the board', () => {
    const board = exampleSnapshot({ alerts: [late] });
    expect(applyAlert(board, { type: 'resolved', alert: { ...late, state: 'resolved', reason: 'replied' } }).alerts).toEqual([]);
  });

  it('ignores the news of another floor', () => {
    const board = exampleSnapshot();
    expect(applyAlert(board, { type: 'fired', alert: { ...late, floor: 'other' } })).toBe(board);
  });
});
