/** Object identifiers of PostgreSQL's types. */
const TEXT = 25;
const INT8 = 20;
const HEADER = 20;

/**
 * Texts as a parameter of the type `text[]`, in PostgreSQL's binary format (`array_recv` in its arrayfuncs.c): nothing is escaped and nothing
 * parsed, which for many rows saves a third of the CPU of sending them.
 */
export function binaryTexts(texts: readonly string[]): Buffer {
  const size = texts.reduce((sum, text) => sum + 4 + text.length * 3, HEADER);
  const bytes = Buffer.allocUnsafe(size);
  let end = writeHeader(bytes, TEXT, texts.length);
  for (const text of texts) {
    const length = bytes.write(text, end + 4, 'utf8');
    bytes.writeInt32BE(length, end);
    end += 4 + length;
  }
  return bytes.subarray(0, end);
}

/** Whole numbers that a JavaScript number holds exactly, as a parameter of the type `bigint[]`. */
export function binaryIntegers(numbers: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER + 12 * numbers.length);
  let end = writeHeader(bytes, INT8, numbers.length);
  for (const number of numbers) {
    end = bytes.writeInt32BE(8, end);
    end = bytes.writeBigInt64BE(BigInt(number), end);
  }
  return bytes;
}

/** One dimension, no nulls, the first index is 1. An array without elements has a header of its own: do not ask for one. */
function writeHeader(bytes: Buffer, type: number, length: number): number {
  if (length === 0) throw new RangeError('an empty array');
  return [1, 0, type, length, 1].reduce((end, word) => bytes.writeInt32BE(word, end), 0);
}
