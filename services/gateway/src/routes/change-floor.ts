import { Floor, type FloorChange, type FloorEntry } from '@watchfloor/contracts/floor';
import { ProblemError } from '@watchfloor/runtime/problem';

/**
 * A floor after a change: what is absent stays, deep inside too.
 * @throws ProblemError 400 that names the field when the parts do not fit together.
 */
export function changeFloor(floor: FloorEntry, { limits, ...change }: FloorChange): FloorEntry {
  for (const field of ['id', 'clock'] as const) {
    if (change[field] !== undefined && change[field] !== floor[field])
      throw new ProblemError(400, `body.${field}: cannot be changed, it is ${floor[field]}`);
  }
  const { wait, untouched } = floor.limits;
  const merged = Floor.safeParse({
    ...floor,
    ...defined(change),
    limits: {
      wait: { ...wait, ...defined(limits?.wait) },
      untouched: {
        complaint: { ...untouched.complaint, ...defined(limits?.untouched?.complaint) },
        other: { ...untouched.other, ...defined(limits?.untouched?.other) },
      },
    },
  });
  if (merged.success) return { ...floor, ...merged.data };
  const errors = merged.error.issues.map(({ path, message }) => ({ path: ['body', ...path].join('.'), detail: message }));
  throw new ProblemError(400, errors.map(({ path, detail }) => `${path}: ${detail}`).join('; '), { extra: { errors } });
}

const defined = (part: object | undefined): object =>
  Object.fromEntries(Object.entries(part ?? {}).filter(([, value]) => value !== undefined));
