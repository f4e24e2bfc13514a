import { DEFINITIONS, definedPaths, definitionOf } from '@watchfloor/contracts/definitions';
import { defaultFloor } from '@watchfloor/contracts/floor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { floorStories } from '../floor/arbitrary-events.ts';
import { emptyFloor } from '../floor/floor-state.ts';
import { asks, assigned, clock, given, status } from '../floor/given-events.ts';
import { RememberedFloor } from '../floor/remembered-floor.ts';
import { FloorView } from '../live/floor-view.ts';
import { agentRow, floorRow, subjectRow } from '../live/rows.ts';
import { idOfSubject, type SubjectKey } from '../window/subject.ts';
import { explainLive, type LivePage } from './explain-live.ts';

const livePaths = definedPaths().filter((path) => DEFINITIONS[definitionOf(path)?.key ?? '']?.kind === 'live');
const now = clock('12:00:00');

const rowOf = (view: FloorView, subject: SubjectKey): object => {
  const asked = { view, window: '5m' as const, now };
  if (subject === 'f:') return floorRow(asked);
  return subject.startsWith('a:') ? agentRow(idOfSubject(subject), asked) : subjectRow(subject, asked);
};
const at = (row: object, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined), row);

/** What the items make of a figure: a count, the age of the oldest, a share of seats. */
function madeOf({ items }: LivePage, path: string): unknown {
  const sum = (as: string) => items.flatMap(({ counted }) => counted).reduce((total, part) => total + (part.as === as ? part.n : 0), 0);
  if (path.endsWith('Ms')) return items[0]?.ms ?? null;
  if (path === 'load') return sum('capacity') > 0 ? sum('active') / sum('capacity') : null;
  return sum(path);
}

describe('what is behind a figure of now', () => {
  test.each(livePaths)('%s can be explained', (path) => {
    expect(explainLive(path, { view: new FloorView(defaultFloor('t', 'f')), window: '5m', now, subject: 'f:' })).not.toBeNull();
  });

  test('adds up to it, of every subject', () => {
    fc.assert(
      fc.property(floorStories({ from: clock('10:30:00'), maxLength: 60 }), (events) => {
        const floor = new RememberedFloor(emptyFloor(defaultFloor('t', 'f')));
        const view = new FloorView(defaultFloor('t', 'f'));
        for (const event of events) for (const fact of floor.take([event]).facts) view.fold(fact);
        for (const subject of ['f:', 'a:A', 'a:B', 't:t1', 's:s1', 'c:tmall'] as const) {
          const row = rowOf(view, subject);
          for (const path of livePaths) {
            const value = at(row, path);
            // No agents of a team, no seats of a shop. A state is a word, slack is of today.
            if (value === undefined || path === 'status' || path === 'slack') continue;
            const page = explainLive(path, { view, window: '5m', now, subject });
            const made = page && madeOf(page, path);
            expect([subject, path, made]).toEqual([subject, path, path === 'capacity' ? (value ?? 0) : value]);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  test('says what is not counted: in time still, and not there', () => {
    const floor = given(status('11:00:00', 'A', 'away', { capacity: 3 }), asks('11:58:00'), assigned('11:58:10', 'A')).when(
      asks('11:59:30', { subject: 'c2' }),
    );
    const view = new FloorView(defaultFloor('t', 'f'));
    const types = ['agent.changed', 'conversation.changed'] as const;
    for (const type of types) for (const fact of floor.all(type)) view.fold(fact);
    const asked = { view, window: '5m' as const, now, subject: 'f:' as const };
    expect(explainLive('savable', asked)).toMatchObject({
      items: [{ kind: 'conversation', id: 'c1', since: clock('11:58:00'), ms: 120_000, counted: [{ as: 'savable', n: 1 }] }],
      leftOut: [{ id: 'c2', reason: 'inTime' }],
    });
    expect(explainLive('capacity', asked)).toMatchObject({ items: [], leftOut: [{ kind: 'agent', id: 'A', reason: 'absent' }] });
    expect(explainLive('longestWaitMs', asked)?.items.map(({ id }) => id)).toEqual(['c1', 'c2']);
  });
});
