/**
 * The number (or word) at a dotted path of a row; undefined where the row has no such field. Keys may have dots of their own nowhere.
 */
export function numberAt(row: object, path: string): number | string | null | undefined {
  let at: unknown = row;
  for (const key of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = Reflect.get(at, key);
  }
  return at === null || typeof at === 'number' || typeof at === 'string' ? at : undefined;
}
