import type { Held } from '../agent/standing.ts';
import type { KeptSettings, Tenure } from './settings.ts';

type AccountMap = KeptSettings['account'];
type Span = { from: number | null; to: number | null };
const EVER: Span = { from: null, to: null };

/** Whose an account was at `at` (epoch ms), by the dated account map; an account that nobody had stands for itself. */
export function personOf({ account: map }: Pick<KeptSettings, 'account'>, account: string, at: number): string {
  const row = map.get(account)?.find((tenure) => {
    const span = spanOf(tenure);
    return span !== null && (span.from === null || span.from <= at) && (span.to === null || at < span.to);
  });
  return row?.personId ?? account;
}

/** When a row of the map counts: while the account is the person's, but never for what was told before the row was set, nor after it was changed. */
function spanOf({ personId, from, to, since = null, until = null }: Tenure): Span | null {
  if (personId === null) return null;
  const span = { from: later(from, since), to: earlier(to, until) };
  return span.from !== null && span.to !== null && span.from >= span.to ? null : span;
}

const later = (a: number | null, b: number | null) => (a === null ? b : b === null ? a : Math.max(a, b));
const earlier = (a: number | null, b: number | null) => (a === null ? b : b === null ? a : Math.min(a, b));

/** When an account stands for itself. */
function ownSpans(rows: readonly Tenure[]): Span[] {
  let free: Span[] = [EVER];
  for (const taken of rows.map(spanOf)) if (taken) free = free.flatMap((span) => without(span, taken));
  return free;
}

function without(span: Span, taken: Span): Span[] {
  const parts: Span[] = [];
  const [before, after] = [earlier(span.to, taken.from), later(span.from, taken.to)];
  if (taken.from !== null && (span.from === null || span.from < taken.from)) parts.push({ from: span.from, to: before });
  if (taken.to !== null && (span.to === null || taken.to < span.to)) parts.push({ from: after, to: span.to });
  return parts;
}

/** What the rows come to, made once for each state of the map. */
type Known = { accountsOf: Map<string, Set<string>>; turns: number[] };
const made = new WeakMap<AccountMap, Known>();

/** To be called when rows have changed. */
export const forgetKnown = (map: AccountMap): void => void made.delete(map);

function knownOf(map: AccountMap): Known {
  let known = made.get(map);
  if (known) return known;
  known = { accountsOf: new Map(), turns: [] };
  for (const [account, rows] of map) {
    for (const row of rows) {
      const span = spanOf(row);
      if (!span || row.personId === null) continue;
      const mine = known.accountsOf.get(row.personId) ?? new Set();
      known.accountsOf.set(row.personId, mine.add(account));
      for (const at of [span.from, span.to]) if (at !== null) known.turns.push(at);
    }
  }
  known.turns.sort((a, b) => a - b);
  made.set(map, known);
  return known;
}

/** Every account that may ever be somebody's, with when; null for one whom the map says nothing about: he is the account of his id. */
export function accountsHeld({ account: map }: Pick<KeptSettings, 'account'>, id: string): Held[] | null {
  if (map.size === 0) return null;
  const others = knownOf(map).accountsOf.get(id);
  const own = map.get(id);
  if (!others && !own) return null;
  const held = [...(others ?? [])].flatMap((account) =>
    (map.get(account) ?? []).flatMap((row) => {
      const span = row.personId === id ? spanOf(row) : null;
      return span ? [{ account, ...span }] : [];
    }),
  );
  return [...held, ...ownSpans(own ?? []).map((span) => ({ account: id, ...span }))];
}

/** Who hears what an account says: everybody whose it ever is. */
export function holdersOf({ account: map }: Pick<KeptSettings, 'account'>, account: string): string[] {
  const rows = map.get(account);
  if (!rows) return [account];
  const people = new Set(rows.flatMap((row) => (spanOf(row) && row.personId !== null ? [row.personId] : [])));
  if (ownSpans(rows).length > 0) people.add(account);
  return [...people];
}

/** Who gains or loses an account after one instant and up to another (epoch ms). */
export function turnedBetween({ account: map }: Pick<KeptSettings, 'account'>, after: number, through: number): Set<string> {
  const turned = new Set<string>();
  if (map.size === 0 || !knownOf(map).turns.some((at) => at > after && at <= through)) return turned;
  for (const [account, rows] of map) {
    const turns = rows.flatMap((row) => Object.values(spanOf(row) ?? {}));
    if (turns.some((at) => at !== null && at > after && at <= through))
      for (const id of holdersOf({ account: map }, account)) turned.add(id);
  }
  return turned;
}
