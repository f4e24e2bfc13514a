import { ProblemError } from '@watchfloor/runtime/problem';
import secureJson from 'secure-json-parse';

export const MAX_BODY = 1_048_576;
export const MAX_EVENT = 65_536;

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Bytes to JSON. Broken UTF-8, broken JSON and keys that would poison a prototype are refused.
 * @throws Error whose message says which, fit to be shown.
 */
export function readJson(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    throw new Error('not valid UTF-8');
  }
  try {
    return secureJson.parse(text, null, { protoAction: 'error', constructorAction: 'error' });
  } catch (error) {
    throw new Error(
      error instanceof SyntaxError && error.message.includes('forbidden prototype')
        ? 'not acceptable: it holds a forbidden key (__proto__ or constructor)'
        : 'not valid JSON',
    );
  }
}

/** The same for a whole body. @throws ProblemError 400 */
export function readJsonBody(bytes: Uint8Array): unknown {
  try {
    return readJson(bytes);
  } catch (error) {
    throw new ProblemError(400, `The body is ${error instanceof Error ? error.message : 'not readable'}.`);
  }
}

/** Is an event of a larger body over its own size? Asked only when the body could hold one that is. */
export const isOversized = (event: unknown, bodyBytes: number): boolean =>
  bodyBytes > MAX_EVENT && Buffer.byteLength(JSON.stringify(event) ?? '') > MAX_EVENT;
