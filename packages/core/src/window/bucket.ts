import { binOf } from '../sketch/log-bins.ts';

/** What happened to a subject within one second: count and sum exact, lengths as sketch bins. Additive and subtractive. */
export type Bucket = { count: number; sum: number; bins: Map<number, number> };

export const emptyBucket = (): Bucket => ({ count: 0, sum: 0, bins: new Map() });

/** Adds a duration (`sign` 1) or takes one back (`sign` -1), milliseconds. */
export function addToBucket(bucket: Bucket, ms: number, sign: 1 | -1): void {
  bucket.count += sign;
  bucket.sum += sign * ms;
  addBin(bucket.bins, binOf(ms), sign);
}

/** Adds all of `part` to `total`, or takes it out. */
export function mergeBucket(total: Bucket, part: Bucket, sign: 1 | -1): void {
  total.count += sign * part.count;
  total.sum += sign * part.sum;
  for (const [bin, n] of part.bins) addBin(total.bins, bin, sign * n);
}

function addBin(bins: Map<number, number>, bin: number, n: number): void {
  const next = (bins.get(bin) ?? 0) + n;
  if (next === 0) bins.delete(bin);
  else bins.set(bin, next);
}

/** `count,sum,bin,n,bin,n…`: the text of a bucket in Redis. */
export function encodeBucket(bucket: Bucket): string {
  let text = `${bucket.count},${bucket.sum}`;
  for (const [bin, n] of bucket.bins) text += `,${bin},${n}`;
  return text;
}

export function decodeBucket(text: string): Bucket {
  const parts = text.split(',').map(Number);
  const bucket: Bucket = { count: parts[0] ?? 0, sum: parts[1] ?? 0, bins: new Map() };
  for (let i = 2; i + 1 < parts.length; i += 2) bucket.bins.set(parts[i] ?? 0, parts[i + 1] ?? 0);
  return bucket;
}
