import { ProblemError } from '@watchfloor/runtime/problem';

/** @throws ProblemError 409 when the caller meant to change another version than the one that holds. */
export function checkVersion(now: { version: number }, expected: number | undefined): void {
  if (expected !== undefined && expected !== now.version)
    throw new ProblemError(409, `Somebody else has just changed this: it is at version ${now.version}. Read it and try again.`);
}
