/** The number at a dotted path of a row of figures; null for one that cannot be computed, undefined where there is no such figure. */
export function figureAt(row: object, path: string): number | null | undefined {
  let at: unknown = row;
  for (const name of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
    at = (at as Record<string, unknown>)[name];
  }
  return at === null || typeof at === 'number' ? at : undefined;
}
