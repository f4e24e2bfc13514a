import { SubjectKind } from '@watchfloor/contracts/explanation';
import { FLOOR_SUBJECT, type SubjectKey } from '@watchfloor/core/window/subject';

/** Whose figure is asked for; `id` of the floor is its own. */
export type SubjectAsked = { kind: SubjectKind; id: string; key: SubjectKey };

const PREFIXES = { agent: 'a', team: 't', shop: 's', channel: 'c' } as const;

/** A subject as the query names it: `floor`, `agent:lin`. */
export function subjectAsked(name: string, floorId: string): SubjectAsked {
  const kind = SubjectKind.parse(name.split(':', 1)[0]);
  const id = name.slice(kind.length + 1);
  return kind === 'floor' ? { kind, id: floorId, key: FLOOR_SUBJECT } : { kind, id, key: `${PREFIXES[kind]}:${id}` };
}
