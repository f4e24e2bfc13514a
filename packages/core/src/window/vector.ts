import { CODES, type Code } from './codes.ts';

/**
 * Whole numbers by code, as a flat list of what was added: code, n, code, n … The same code may stand there several times; what counts is the sum. The
 * first element is the length at which it is worth putting equal codes together: adding stays cheap without looking anything up.
 */
export type Vector = number[];

const ROOM = 64;

export const emptyVector = (): Vector => [ROOM];

export function addTo(vector: Vector, code: Code, n: number): void {
  if (n === 0) return;
  vector.push(code, n);
  if (vector.length >= (vector[0] ?? 0)) putTogether(vector);
}

/** Adds all of a vector to totals; `sign` -1 takes it out. What comes to nothing is not kept. */
export function addAll(totals: Map<Code, number>, vector: Vector, sign: 1 | -1 = 1): void {
  for (let i = 1; i + 1 < vector.length; i += 2) bump(totals, vector[i] ?? 0, sign * (vector[i + 1] ?? 0));
}

export function bump(totals: Map<Code, number>, code: Code, n: number): void {
  const next = (totals.get(code) ?? 0) + n;
  if (next === 0) totals.delete(code);
  else totals.set(code, next);
}

/** The same numbers in as little room as they need. */
export function compact(vector: Vector): Vector {
  putTogether(vector);
  return vector.slice();
}

function putTogether(vector: Vector): void {
  const codes = sumUp(vector);
  vector.length = 1;
  for (const code of codes) take(code, (n) => vector.push(code, n));
  vector[0] = Math.max(ROOM, 4 * vector.length);
}

/** Sums by code, while a vector is being put together: far cheaper than a map. All 0 in between. */
const sums = new Float64Array(CODES);

/** Adds a vector up in `sums`; gives the codes that are in it, some perhaps twice. */
function sumUp(vector: Vector): Code[] {
  const codes: Code[] = [];
  for (let i = 1; i + 1 < vector.length; i += 2) {
    const code = vector[i] ?? 0;
    const sum = sums[code] ?? 0;
    if (sum === 0) codes.push(code);
    sums[code] = sum + (vector[i + 1] ?? 0);
  }
  return codes;
}

/** Takes the sum of a code out of `sums`, unless it is 0 or has been taken already. */
function take(code: Code, use: (n: number) => void): void {
  const n = sums[code] ?? 0;
  if (n === 0) return;
  sums[code] = 0;
  use(n);
}

/** Small numbers as texts: the same codes and counts are written again and again. */
const texts: string[] = Array.from({ length: 2_048 }, (_, n) => n.toString(36));
const textOf = (n: number): string => texts[n] ?? n.toString(36);

/** `code,code=n,…`, base 36, in no order; a 1 is not said. Nothing at all is ''. */
export function encodeVector(vector: Vector): string {
  const parts: string[] = [];
  for (const code of sumUp(vector)) take(code, (n) => parts.push(n === 1 ? textOf(code) : `${textOf(code)}=${textOf(n)}`));
  return parts.join(',');
}

/** Reads what `encodeVector` wrote. */
export function decodeVector(text: string): Vector {
  const vector = emptyVector();
  if (text === '') return vector;
  for (const part of text.split(',')) {
    const [code = '', n = '1'] = part.split('=', 2);
    vector.push(Number.parseInt(code, 36), Number.parseInt(n, 36));
  }
  vector[0] = Math.max(ROOM, 4 * vector.length);
  return vector;
}
