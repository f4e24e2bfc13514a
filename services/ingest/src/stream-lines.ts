import type { KeyGrant } from '@watchfloor/contracts/access';
import type { Receipt } from '@watchfloor/contracts/ingest';
import { ProblemError } from '@watchfloor/runtime/problem';
import { type Acceptor, MAX_LISTED, Unreadable } from './accept-events.ts';
import { MAX_EVENT, readJson } from './read-body.ts';

const LINES_AT_ONCE = 256;
const CHUNKS_UNDER_WAY = 8;
const NEWLINE = 0x0a;

/** Splits a stream of bytes into lines; a line over the size of an event is cut down to null while it streams by. Blank lines are null-length. */
async function* linesOf(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer | null> {
  let parts: Buffer[] = [];
  let length = 0;
  let tooLong = false;
  for await (const chunk of body) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      const rest = chunk.subarray(from, end);
      from = end + 1;
      yield tooLong || length + rest.length > MAX_EVENT ? null : parts.length === 0 ? rest : Buffer.concat([...parts, rest]);
      parts = [];
      length = 0;
      tooLong = false;
    }
    const rest = chunk.subarray(from);
    length += rest.length;
    tooLong ||= length > MAX_EVENT;
    if (tooLong) parts = [];
    else if (rest.length > 0) parts.push(rest);
  }
  if (tooLong) yield null;
  else if (length > 0) yield Buffer.concat(parts);
}

function inputOf(line: Buffer | null): unknown {
  if (line === null) return new Unreadable(`larger than ${MAX_EVENT} bytes`);
  try {
    return readJson(line);
  } catch (error) {
    return new Unreadable(error instanceof Error ? error.message : 'not readable');
  }
}

const isBlank = (line: Buffer | null): boolean => line !== null && (line.length === 0 || (line.length === 1 && line[0] === 0x0d));

/**
 * Accepts newline-delimited JSON of any length while it streams in, with bounded memory. `index` counts lines that are not blank, from 0.
 * @throws ProblemError when the log gives out on the way; its `accepted` tells how many events before that are durable.
 */
export async function acceptLines(
  acceptor: Pick<Acceptor, 'accept'>,
  request: { grant: KeyGrant; floor: string | undefined; body: AsyncIterable<Buffer> },
): Promise<Receipt> {
  const total: Receipt & { rejectedTotal: number } = { accepted: 0, duplicates: 0, rejected: [], rejectedTotal: 0 };
  const underWay: Promise<void>[] = [];
  let failure: unknown;
  let index = 0;
  let inputs: unknown[] = [];
  const submit = async () => {
    const { grant, floor } = request;
    const work = acceptor.accept({ grant, floor, inputs, firstIndex: index }).then(
      (receipt) => addReceipt(total, receipt),
      (error) => {
        failure ??= error;
      },
    );
    index += inputs.length;
    inputs = [];
    underWay.push(work);
    if (underWay.length >= CHUNKS_UNDER_WAY) await underWay.shift();
  };
  for await (const line of linesOf(request.body)) {
    if (isBlank(line)) continue;
    inputs.push(inputOf(line));
    if (inputs.length >= LINES_AT_ONCE) await submit();
    if (failure) break;
  }
  if (inputs.length > 0 && !failure) await submit();
  await Promise.all(underWay);
  if (failure instanceof ProblemError) {
    throw new ProblemError(failure.status, failure.detail, {
      headers: failure.headers,
      extra: { ...failure.extra, accepted: total.accepted, duplicates: total.duplicates },
    });
  }
  if (failure) throw failure;
  return total.rejectedTotal > total.rejected.length
    ? total
    : { accepted: total.accepted, duplicates: total.duplicates, rejected: total.rejected };
}

function addReceipt(total: Receipt & { rejectedTotal: number }, receipt: Receipt): void {
  total.accepted += receipt.accepted;
  total.duplicates += receipt.duplicates;
  total.rejectedTotal += receipt.rejected.length;
  total.rejected.push(...receipt.rejected.slice(0, Math.max(0, MAX_LISTED - total.rejected.length)));
  total.rejected.sort((a, b) => a.index - b.index);
}
