import { describe, expect, it } from 'vitest';
import { settleOrder } from './settled-order.ts';

type Row = { id: string; rank: number };
const byRank = (a: Row, b: Row): number => a.rank - b.rank;
const row = (id: string, rank: number): Row => ({ id, rank });

describe('the settled order', () => {
  it('keeps a row in its place for five seconds, then sorts', () => {
    const first = settleOrder(null, [row('a', 1), row('b', 2)], byRank, 0);
    const turned = [row('a', 2), row('b', 1)];
    const soon = settleOrder(first.order, turned, byRank, 4_999);
    expect(soon.rows.map((one) => one.id)).toEqual(['a', 'b']);
    expect(soon.rows[0]?.rank).toBe(2);
    expect(settleOrder(soon.order, turned, byRank, 5_000).rows.map((one) => one.id)).toEqual(['b', 'a']);
  });

  it('lets gone rows go and puts new ones last', () => {
    const first = settleOrder(null, [row('a', 1), row('b', 2)], byRank, 0);
    const next = settleOrder(first.order, [row('new', 0), row('b', 2)], byRank, 1_000);
    expect(next.rows.map((one) => one.id)).toEqual(['b', 'new']);
  });
});
