import type { Fact } from '@watchfloor/contracts/fact';
import fc from 'fast-check';
import { answered, assigned, closed, held, ignored, opened, replied, responded } from './facts.ts';

const AT = Date.parse('2026-11-11T02:00:00Z');

/** Batches of a floor, and the facts that stand when all of them are in. */
export type Story = { batches: { retracts?: Fact[]; facts: Fact[] }[]; standing: Fact[] };

/** Everything that keeps its identity however the past is retold; what is said of it differs from telling to telling. */
const subjects: ((id: string, shift: number, teamId: string) => Fact)[] = [
  (id, shift, teamId) => replied({ at: AT + 10 + shift, openedAt: AT, roundId: id, cut: { teamId } }),
  (id, shift, teamId) => held({ at: AT + 10 + shift, from: AT, holdId: id, cut: { teamId } }),
  (id, shift, teamId) => closed({ at: AT + 10 + shift, episodeId: id, cut: { teamId } }),
  (id, shift, teamId) => responded({ at: AT + 10 + shift, episodeId: id, cut: { teamId } }),
  (id, _, teamId) => opened({ at: AT, episodeId: id, cut: { teamId } }),
  (id, shift, teamId) => assigned({ at: AT, holdId: id, episodeId: `episode-${shift}`, cut: { teamId } }),
  (id, shift, teamId) => answered({ at: AT, replyId: id, episodeId: `episode-${shift}`, cut: { teamId } }),
  (id, shift) => ignored(`reason ${shift}`, AT + Number(id)),
];

const telling = fc.record({
  subject: fc.nat(subjects.length - 1),
  id: fc.constantFrom('1', '2', '3'),
  /** false: from now on there is no such fact. */
  holds: fc.boolean(),
  shift: fc.nat(2),
  teamId: fc.constantFrom('east', 'west'),
});

/** Facts asserted, retracted and asserted otherwise, as keepers may: no two at once of one identity. */
export const stories: fc.Arbitrary<Story> = fc
  .array(fc.uniqueArray(telling, { selector: ({ subject, id }) => `${subject} ${id}`, maxLength: 8 }), { maxLength: 30, size: 'max' })
  .map((tellings) => {
    const standing = new Map<string, Fact>();
    const batches = tellings.map((told) => {
      const retracts: Fact[] = [];
      const facts: Fact[] = [];
      for (const { subject, id, holds, shift, teamId } of told) {
        const name = `${subject} ${id}`;
        const before = standing.get(name);
        if (before) retracts.push(before);
        standing.delete(name);
        const fact = holds ? subjects[subject]?.(id, shift, teamId) : undefined;
        if (!fact) continue;
        facts.push(fact);
        standing.set(name, fact);
      }
      return { ...(retracts.length > 0 ? { retracts } : {}), facts };
    });
    return { batches, standing: [...standing.values()] };
  });

/** Sizes of transactions, in entries. */
export const cuts = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 10 });
