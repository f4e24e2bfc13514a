import type { Measure } from '@watchfloor/core/measure/measures-of';
import { emptyTally, type Tally } from '@watchfloor/core/measure/tally';
import type { SubjectKey } from '@watchfloor/core/window/subject';
import type { HistoryTransaction } from './connect.ts';
import type { Span } from './cover-range.ts';
import { readTallies } from './read-tallies.ts';
import { readRestatedFigures } from './restatements.ts';
import { storableText } from './storable-text.ts';

type Asked = { floor: string; range: Span; subject: SubjectKey; open: (range: Span) => Measure[] };
/** `known`: anything happened to the subject in the range. `handled`: distinct customers. `restated`: how often late events changed it. */
export type SubjectFigures = { known: boolean; tally: Tally; handled: number; restated: number };

/** What happened to one subject of a floor in a range: what `queryMetrics` makes its row of. */
export async function readSubjectTally(trx: HistoryTransaction, { floor, range, subject, open }: Asked): Promise<SubjectFigures> {
  const name = storableText(subject) as SubjectKey;
  const asked = { floor, buckets: [range], kind: name, open };
  for await (const found of readTallies(trx, asked)) {
    if (found.subject !== name) continue;
    const touched = await readRestatedFigures(trx, { floor, ...range, kind: name.slice(0, 2) });
    const restatements = new Set(touched.filter((figure) => figure.subject === name).map(({ restatement }) => restatement));
    return { known: true, tally: found.tally, handled: found.handled, restated: restatements.size };
  }
  return { known: false, tally: emptyTally(), handled: 0, restated: 0 };
}
