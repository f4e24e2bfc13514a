import type { FloorEntry } from '@watchfloor/contracts/floor';
import type { History } from '@watchfloor/history/connect';
import { readNames } from '@watchfloor/history/subject-names';
import type { Hub } from '../live/hub.ts';
import type { SubjectAsked } from './subject-asked.ts';

type Asked = { floorKey: string; floor: Pick<FloorEntry, 'name'>; subject: SubjectAsked; known: boolean };

/** What the subject is called; null of one of which nothing is known: no setting, no row on the board, and no figure (`known`). */
export async function nameOfSubject(
  { db, hub }: { db: History; hub: Hub },
  { floorKey, floor, subject, known }: Asked,
): Promise<string | null> {
  const { kind, id, key } = subject;
  if (kind === 'floor') return floor.name;
  const names = await db.transaction().execute((trx) => readNames(trx, floorKey, kind));
  const isThere = known || names.has(id) || (hub.boards.get(floorKey)?.view.subjects.has(key) ?? false);
  return isThere ? (names.get(id) ?? id) : null;
}
