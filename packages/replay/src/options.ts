import { isAbsolute, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { FloorId } from '@watchfloor/contracts/floor';
import { ReplayError } from './replay-error.ts';

export type Options = {
  file: string;
  floor: string;
  /** How many times faster than the recorded day; `max` waits for nothing. */
  speed: number | 'max';
  map?: string;
  zone?: string;
  encoding: string;
  /** Compare every figure of the floor with the oracle afterwards. */
  verify: boolean;
};

export const USAGE = `npm run replay -- FILE --floor F [options]

Feeds recorded events into a floor that runs on event time (made if absent), in true order.

  FILE              .ndjson, .jsonl (a CloudEvent a line), .json (an array of CloudEvents),
                    or with --map: .csv, .tsv, or any JSON
  --floor F         the floor to feed
  --speed N|max     N times as fast as it happened; max (the default) waits for nothing
  --map MAPPING     a JSONata file that turns each row or record into events (examples/mappings)
  --zone ZONE       time zone of a floor made here (else the mapping's first line, else Asia/Shanghai)
  --encoding NAME   of FILE, e.g. gbk (utf-8)
  --verify          compares afterwards every figure of the floor with a slow recount of the file; for a floor that holds
                    nothing else
  --help            this text

Addresses and credentials come from the environment, .env, then WATCHFLOOR_HOME/credentials.
Ends with 0 if nothing was rejected, 2 if something was, 1 if it could not run or a figure is wrong, 130 if interrupted.
`;

/**
 * Reads the command line. Paths are taken from `cwd`, where the person typed the command.
 * @returns the options, or `help`
 * @throws ReplayError that names what is wrong
 */
export function readOptions(args: string[], cwd: string): Options | 'help' {
  const { values, positionals } = parse(args);
  if (values.help) return 'help';
  const [file, extra] = positionals;
  if (file === undefined) throw new ReplayError('no file given: npm run replay -- FILE --floor F (--help tells more)');
  if (extra !== undefined) throw new ReplayError(`one file at a time: "${extra}" is one too many`);
  if (values.floor === undefined) throw new ReplayError('--floor is missing: npm run replay -- FILE --floor F');
  const floor = FloorId.safeParse(values.floor);
  if (!floor.success) throw new ReplayError(`--floor ${values.floor}: ${floor.error.issues[0]?.message}`);
  return {
    file: absolute(file, cwd),
    floor: floor.data,
    speed: readSpeed(values.speed ?? 'max'),
    encoding: readEncoding(values.encoding ?? 'utf-8'),
    verify: values.verify ?? false,
    ...(values.map === undefined ? {} : { map: absolute(values.map, cwd) }),
    ...(values.zone === undefined ? {} : { zone: values.zone }),
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        floor: { type: 'string' },
        speed: { type: 'string' },
        map: { type: 'string' },
        zone: { type: 'string' },
        encoding: { type: 'string' },
        verify: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    const message = error instanceof Error ? error.message.split(/\. |\n/)[0] : String(error);
    throw new ReplayError(`${message} (--help lists the options)`);
  }
}

const absolute = (path: string, cwd: string): string => (isAbsolute(path) ? path : resolve(cwd, path));

function readSpeed(text: string): number | 'max' {
  if (text === 'max') return 'max';
  const speed = Number(text);
  if (!Number.isFinite(speed) || speed <= 0) throw new ReplayError(`--speed ${text}: a number above 0, or max`);
  return speed;
}

function readEncoding(name: string): string {
  try {
    return new TextDecoder(name).encoding;
  } catch {
    throw new ReplayError(`--encoding ${name}: not known; for example utf-8, gbk, big5`);
  }
}
