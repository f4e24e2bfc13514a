import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { TYPE_PREFIX } from '@watchfloor/contracts/event';
import jsonata from 'jsonata';
import { instant, seconds } from './clock.ts';
import { ReplayError } from './replay-error.ts';
import type { SourceRecord } from './source-record.ts';

/** Turns a record into CloudEvents: none, one or several. A rejected promise is the record's fault. */
export type Mapping = {
  /** From a first line such as `/* zone: Asia/Jerusalem *​/`. */
  zone?: string;
  events: (record: SourceRecord) => Promise<unknown[]>;
};

/** Reads a JSONata file; `source` names the recording where an event names none. @throws ReplayError when it is missing or does not compile */
export async function readMapping(path: string, source: string): Promise<Mapping> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new ReplayError(`there is no mapping ${path}`);
  });
  try {
    return compileMapping(text, source);
  } catch (error) {
    throw new ReplayError(`the mapping ${basename(path)} does not compile: ${reason(error)}`);
  }
}

/** Compiles JSONata that is evaluated with the record as its context, `$row`, `$instant` and `$seconds`. @throws the compiler's error */
export function compileMapping(text: string, source: string): Mapping {
  const expression = jsonata(text);
  expression.registerFunction('instant', instant);
  expression.registerFunction('seconds', seconds);
  const zone = /^\s*\/\*\s*zone:\s*(\S+)\s*\*\//.exec(text)?.[1];
  return {
    ...(zone === undefined ? {} : { zone }),
    events: async ({ value, row }) => {
      const result: unknown = await expression.evaluate(value, { row }).catch((error: unknown) => {
        throw new Error(`mapping: ${reason(error)}`);
      });
      const list = result === undefined || result === null ? [] : Array.isArray(result) ? result : [result];
      return list.map((event, at) => complete(event, { id: `${row}.${at + 1}`, source }));
    },
  };
}

/** Fills in what a mapping need not write: version, prefix of the type, id, source. */
function complete(event: unknown, { id, source }: { id: string; source: string }): unknown {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return event;
  const given: Record<string, unknown> = { ...event };
  if (typeof given.type === 'string' && !given.type.startsWith(TYPE_PREFIX)) given.type = TYPE_PREFIX + given.type;
  return { specversion: '1.0', id, source, ...given };
}

const reason = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
