import type { LoggedEvent } from '@watchfloor/contracts/event';
import type { Figures } from '@watchfloor/contracts/figures';
import type { Floor } from '@watchfloor/contracts/floor';
import { figuresOf } from '@watchfloor/oracle/figures-of';
import type { FloorHours } from '@watchfloor/oracle/open-times';
import { subjectsIn } from '@watchfloor/oracle/subjects-in';
import { type Known, tellFloor } from '@watchfloor/oracle/tell-floor';
import type { Range } from './hours-of.ts';
import { type Row, rowKey } from './row.ts';

/** What nobody has who is not told of. */
export const NO_FIGURES: Figures = figuresOf(tellFloor([]), { by: 'floor' }, { from: 0, to: 0 });

/** The figures of everybody over each range, by the oracle: every event, in the slow obvious way. `whole` is the one that is no bucket. */
export function expectedRows(
  floor: Pick<Floor, 'id' | 'phrases' | 'profile' | 'shops'> & FloorHours & Pick<Known, 'accounts' | 'people'>,
  events: readonly LoggedEvent[],
  { whole, hours }: { whole: Range; hours: Range[] },
): Map<string, Row> {
  const story = tellFloor(events, { ...floor, hours: floor, platforms: floor });
  const rows = new Map<string, Row>();
  for (const subject of subjectsIn(story)) {
    const of = { by: subject.by, key: subject.by === 'floor' ? floor.id : subject.id };
    for (const range of [whole, ...hours]) {
      const hour = range === whole ? null : range.from;
      rows.set(rowKey({ ...of, hour }), { ...of, hour, figures: figuresOf(story, subject, range) });
    }
  }
  return rows;
}
