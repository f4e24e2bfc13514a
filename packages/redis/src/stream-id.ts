/** Order of two stream ids `ms-n`. Negative: a before b. */
export function compareIds(a: string, b: string): number {
  const [aMs = '0', aSeq = '0'] = a.split('-');
  const [bMs = '0', bSeq = '0'] = b.split('-');
  return Number(aMs) - Number(bMs) || Number(aSeq) - Number(bSeq);
}

/** The wall-clock part of a stream id, epoch milliseconds of the Redis server. */
export const idMs = (id: string): number => Number(id.split('-', 1)[0]);

export const FIRST_ID = '0-0';
