import type { Delta, Snapshot } from '@watchfloor/contracts/live';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyChange, applyDelta } from './apply-delta.ts';
import { exampleAgent, exampleSnapshot, exampleWaiting } from './example-snapshot.ts';

const deltaAfter = (snapshot: Snapshot, over: Partial<Delta> = {}): Delta => ({
  floorId: snapshot.floorId,
  window: snapshot.window,
  seq: snapshot.seq + 1,
  asOf: '2026-11-11T02:00:01.000Z',
  from: snapshot.from,
  to: snapshot.to,
  ...over,
});

describe('applyDelta', () => {
  it('keeps the identity of every row the delta does not name', () => {
    const before = exampleSnapshot({ agents: [exampleAgent('a'), exampleAgent('b')], waiting: [exampleWaiting('c1')] });
    const outcome = applyDelta(before, deltaAfter(before, { agents: { set: [exampleAgent('b', { open: 3 })], gone: [] } }));
    if (outcome.kind !== 'applied') throw new Error(outcome.kind);
    expect(outcome.snapshot.agents[0]).toBe(before.agents[0]);
    expect(outcome.snapshot.agents[1]?.open).toBe(3);
    expect(outcome.snapshot.waiting).toBe(before.waiting);
    expect(outcome.snapshot.floor).toBe(before.floor);
    expect(outcome.snapshot.asOf).toBe('2026-11-11T02:00:01.000Z');
    expect(before.agents[1]?.open).toBe(0);
  });

  it('says that deltas are missing instead of applying the one after the gap', () => {
    const before = exampleSnapshot({ seq: 4 });
    expect(applyDelta(before, deltaAfter(before, { seq: 6 }))).toEqual({ kind: 'gap', expected: 5, got: 6 });
  });

  it('leaves a delta alone that is already in, or of another window', () => {
    const before = exampleSnapshot({ seq: 4 });
    expect(applyDelta(before, deltaAfter(before, { seq: 4 }))).toEqual({ kind: 'stale' });
    expect(applyDelta(before, deltaAfter(before, { window: '1h' }))).toEqual({ kind: 'foreign' });
  });
});

describe('applyChange', () => {
  const key = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
  const row = fc.record({ id: key, value: fc.integer(), note: fc.string() });
  const changed = fc.record({ id: key, value: fc.integer(), note: fc.string() }, { requiredKeys: ['id'] });
  const change = fc.record({ set: fc.uniqueArray(changed, { selector: (one) => one.id }), gone: fc.uniqueArray(key) });

  it('comes to the same rows as changing a map directly, whatever the deltas, and leaves the others as they are', () => {
    fc.assert(
      fc.property(fc.uniqueArray(row, { selector: (one) => one.id }), fc.array(change), (start, changes) => {
        const direct = new Map(start.map((one) => [one.id, one]));
        let rows = start;
        for (const { set, gone } of changes) {
          const before = new Map(rows.map((one) => [one.id, one]));
          // What is new, or comes back, is whole.
          const told = set.map((one) => (before.has(one.id) && !gone.includes(one.id) ? one : { value: 0, note: '', ...one }));
          for (const id of gone) if (!told.some((one) => one.id === id)) direct.delete(id);
          for (const one of told) direct.set(one.id, { value: 0, note: '', ...direct.get(one.id), ...one });
          rows = applyChange(rows, { set: told, gone }, (one) => one.id);
          expect(rows).toEqual([...direct.values()]);
          for (const one of rows) if (!told.some(({ id }) => id === one.id)) expect(before.get(one.id)).toBe(one);
        }
      }),
    );
  });
});
