import { exampleAgent, exampleSnapshot } from '@watchfloor/live-client/example-snapshot';
import { describe, expect, it } from 'vitest';
import { firstEventCommand } from './first-event.ts';
import { freshnessOf } from './freshness.ts';
import { isEmpty } from './is-empty.ts';
import { readScope, writeScope } from './scope.ts';

describe('the scope in the address', () => {
  it('is read with what it does not know left out', () => {
    expect(readScope('?floor=demo&window=15m&rounds=overdue')).toEqual({ floor: 'demo', window: '15m', rounds: 'overdue' });
    expect(readScope('?window=2y&rounds=x')).toEqual({ floor: null, window: '5m', rounds: null });
  });

  it('is written without losing other parameters', () => {
    expect(writeScope('?tv=1&rounds=calm', { floor: 'a', window: '1h', rounds: null })).toBe('?tv=1&floor=a&window=1h');
  });
});

describe('freshness', () => {
  it('turns amber after three seconds, grey after ten, and never looks fresh without a line', () => {
    expect([0, 2_999, 3_000, 9_999, 10_000].map((age) => freshnessOf('live', age))).toEqual([
      'fresh',
      'fresh',
      'ageing',
      'ageing',
      'stale',
    ]);
    expect(freshnessOf('disconnected', 100)).toBe('ageing');
  });
});

describe('an empty floor', () => {
  it('is one on which nothing was ever seen', () => {
    expect(isEmpty(exampleSnapshot())).toBe(true);
    expect(isEmpty(exampleSnapshot({ agents: [exampleAgent('a')] }))).toBe(false);
  });

  it('is told a command with the floor and the key in place', () => {
    const command = firstEventCommand('http://localhost:4001', 'demo');
    expect(command).toContain("'http://localhost:4001/v1/events?floor=demo'");
    expect(command).toContain('Bearer $INGEST_KEY');
  });
});
