import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/** Under this a payload stays as it is: there is little to gain. */
const WORTH_IT = 1_024;
/** Zstandard's fastest level: about half a microsecond an event, a tenth of the bytes to send, to write to disk and to hold in memory. */
const FAST = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
/** A Zstandard frame begins with 28 B5 2F FD; JSON never does. */
const MAGIC = 0x28;

/** A value as it stands in a stream: JSON, compressed when it is long. */
export function encodePayload(value: unknown): string | Buffer {
  const text = JSON.stringify(value);
  return text.length < WORTH_IT ? text : zstdCompressSync(text, FAST);
}

/** The value of a payload. The caller knows its type: nobody else writes to our streams. */
export const decodePayload = <T>(payload: Buffer): T =>
  JSON.parse((payload[0] === MAGIC ? zstdDecompressSync(payload) : payload).toString()) as T;
