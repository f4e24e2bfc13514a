import type { LoggedEvent } from '@watchfloor/contracts/event';
import type { Floor } from '@watchfloor/contracts/floor';
import { cohortFiguresOf, mainCurrencyOf } from '@watchfloor/oracle/cohort-figures-of';
import { type CohortSettings, tellCohorts } from '@watchfloor/oracle/cohorts';
import { figuresOf } from '@watchfloor/oracle/figures-of';
import type { FloorHours } from '@watchfloor/oracle/open-times';
import { subjectsIn } from '@watchfloor/oracle/subjects-in';
import { type Known, tellFloor } from '@watchfloor/oracle/tell-floor';
import { cohortNumbers } from './cohort-numbers.ts';
import type { Range } from './hours-of.ts';
import { type AllFigures, type Row, rowKey } from './row.ts';

/** What nobody has who is not told of. */
export const NO_FIGURES: AllFigures = {
  ...figuresOf(tellFloor([]), { by: 'floor' }, { from: 0, to: 0 }),
  ...cohortNumbers(cohortFiguresOf(tellCohorts([]), { by: 'floor' }, { from: 0, to: 0 }, { asOf: 0, currency: null })),
};

/** The figures of everybody over each range, by the oracle: every event, in the slow obvious way. `whole` is the one that is no bucket. */
export function expectedRows(
  floor: Pick<Floor, 'id' | 'phrases' | 'profile' | 'shops'> & FloorHours & Pick<Known, 'accounts' | 'people'>,
  events: readonly LoggedEvent[],
  { whole, hours, cohorts: rules }: { whole: Range; hours: Range[]; cohorts: CohortSettings },
): Map<string, Row> {
  const story = tellFloor(events, { ...floor, hours: floor, platforms: floor });
  const cohorts = tellCohorts(events, rules, floor);
  const shown = { asOf: story.now, currency: mainCurrencyOf(cohorts, whole) };
  const rows = new Map<string, Row>();
  for (const subject of subjectsIn(story)) {
    const of = { by: subject.by, key: subject.by === 'floor' ? floor.id : subject.id };
    for (const range of [whole, ...hours]) {
      const hour = range === whole ? null : range.from;
      const ofCohorts = cohortNumbers(cohortFiguresOf(cohorts, subject, range, shown));
      const figures = { ...figuresOf(story, subject, range), ...ofCohorts };
      rows.set(rowKey({ ...of, hour }), { ...of, hour, figures });
    }
  }
  return rows;
}
