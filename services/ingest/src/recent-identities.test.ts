import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Identities, RecentIdentities } from './recent-identities.ts';

const identity = fc.record({
  floor: fc.constantFrom('t/a', 't/b'),
  source: fc.constantFrom('/chat', '/chat\n1'),
  id: fc.oneof(
    fc.constantFrom('1', '\n1', '1\n', 'x'.repeat(64), 'x'.repeat(65), `${'x'.repeat(64)}y`, '__proto__'),
    fc.string({ minLength: 1, maxLength: 3 }),
  ),
});
const keyOf = (of: { floor: string; source: string; id: string }) => JSON.stringify([of.floor, of.source, of.id]);

describe('remembered identities', () => {
  test('are those that were added, and no others', () => {
    fc.assert(
      fc.property(fc.array(identity, { maxLength: 60 }), (events) => {
        const plain = new Set<string>();
        const identities = new Identities(60);
        const recent = new RecentIdentities();
        for (const event of events) {
          expect(identities.has(event)).toBe(plain.has(keyOf(event)));
          expect(recent.has(event)).toBe(plain.has(keyOf(event)));
          plain.add(keyOf(event));
          identities.add(event);
          recent.add(event);
          expect(identities.size).toBe(plain.size);
        }
      }),
    );
  });

  test('that collide are at worst forgotten, and none is taken for another', () => {
    const identities = new Identities(1_000);
    const event = (n: number) => ({ floor: 't/a', source: '/chat', id: `m-${n}` });
    for (let n = 0; n < 1_000; n++) expect(identities.add(event(n), 7)).toBe(true);
    expect(identities.add(event(0), 7)).toBe(false);
    expect(identities.has(event(999), 7)).toBe(false);
  });

  test('last for 250,000 others and go in the end', () => {
    const recent = new RecentIdentities();
    const event = (n: number) => ({ floor: 't/a', source: '/chat', id: `m-${n}` });
    for (let n = 0; n <= 250_000; n++) recent.add(event(n));
    expect(recent.has(event(0))).toBe(true);
    expect(recent.has(event(250_000))).toBe(true);
    expect(recent.has(event(250_001))).toBe(false);
    for (let n = 250_001; n < 500_000; n++) recent.add(event(n));
    expect(recent.has(event(0))).toBe(false);
    expect(recent.has(event(250_000))).toBe(true);
  });
});
