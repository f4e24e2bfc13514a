import { Floor, type FloorChange, type FloorEntry } from '@watchfloor/contracts/floor';
import { ProblemError } from '@watchfloor/runtime/problem';
import { checkVersion } from './check-version.ts';

/**
 * A floor after a change: what is absent stays, null gives back the default, deep inside too.
 * @throws ProblemError 400 that names the field when the parts do not fit together, 409 when another version was meant.
 */
export function changeFloor(floor: FloorEntry, { limits, version, ...change }: FloorChange): FloorEntry {
  checkVersion(floor, version);
  for (const field of ['id', 'clock'] as const) {
    if (change[field] !== undefined && change[field] !== floor[field])
      throw new ProblemError(400, `body.${field}: cannot be changed, it is ${floor[field]}`);
  }
  const merged = Floor.safeParse(merge(floor, { ...change, limits, name: change.name === null ? floor.id : change.name }));
  if (merged.success) return { ...floor, ...merged.data };
  const errors = merged.error.issues.map(({ path, message }) => ({ path: ['body', ...path].join('.'), detail: message }));
  throw new ProblemError(400, errors.map(({ path, detail }) => `${path}: ${detail}`).join('; '), { extra: { errors } });
}

/** Objects that are changed part by part; everything else is replaced as a whole. */
const NESTED = new Set(['limits', 'wait', 'untouched', 'complaint', 'other', 'replyRate', 'phrases']);

function merge(before: object, change: object): object {
  const merged: Record<string, unknown> = { ...before };
  for (const [key, value] of Object.entries(change)) {
    if (value === undefined) continue;
    if (value === null) delete merged[key];
    else merged[key] = NESTED.has(key) ? merge(Object(merged[key]), value) : value;
  }
  return merged;
}
