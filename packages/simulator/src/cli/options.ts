import { isAbsolute, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { FloorId } from '@watchfloor/contracts/floor';
import { ReplayError } from '@watchfloor/replay/replay-error';
import { type Setup, setupOf } from '../model/setup.ts';

/** Where the events go. `live`: as they happen, onto the wall clock; else the day is told at `speed` to a floor on event time. */
export type Target =
  | { kind: 'file'; path: string }
  | { kind: 'floor'; floor: string; url: string | null; live: boolean; speed: number | 'max' };

/** `end` in epoch milliseconds; none: until it is stopped. */
export type Options = { setup: Setup; end: number; target: Target };

const HOUR = 3_600_000;

export const USAGE = `npm run simulate -- [options]

Simulates a floor and sends its events into a running Watchfloor, or writes them to a file that npm run replay takes.
The same seed, options and --from give the same events, byte for byte.

  --speed N|max     1 (the default) sends as it happens, onto a floor on the wall clock; any other speed would be late or in
                    the future there, so it goes to a floor on event time (made if absent). max waits for nothing
  --floor F         the floor to feed (demo; at another speed: simulated)
  --to URL          the ingest address (else as npm start left it)
  --out FILE        writes NDJSON instead, and the staff (teams, people, accounts) beside it
  --seed N          whose day it is (1)
  --day D           ordinary, or promotion: 26 agents, six to eight times the customers
  --quality Q       ordinary, or good: agents who answer in 12 s instead of 28 s
  --agents N        agents on duty by day (12; 26 on a promotion day); the customers grow with them
  --rate X          times the usual customers (1)
  --from TIME       when the day begins: 2026-11-11, 2026-11-11T20:00 (both in the zone), or with an offset (today 00:00;
                    at speed 1: now)
  --hours N         how long (24; at speed 1 until Ctrl-C)
  --zone ZONE       of the floor (Asia/Shanghai)
  --help            this text

Addresses and credentials come from the environment, .env, then WATCHFLOOR_HOME/credentials.
Ends with 0, 2 if events were rejected, 1 if it could not run, 130 if interrupted (a floor at speed 1 is closed first: 0).
`;

/**
 * Reads the command line. A file is named from `cwd`, where the person typed the command; `now` in epoch milliseconds.
 * @returns the options, or `help`
 * @throws ReplayError that names what is wrong
 */
export function readOptions(args: string[], cwd: string, now: number): Options | 'help' {
  const values = parse(args);
  if (values.help) return 'help';
  if (values.out !== undefined && (values.to ?? values.speed ?? values.floor) !== undefined)
    throw new ReplayError('--out writes a file: --to, --speed and --floor have no meaning with it');
  const speed = values.speed === 'max' ? 'max' : positive('speed', values.speed, 1);
  const live = values.out === undefined && speed === 1 && values.from === undefined;
  const zone = readZone(values.zone ?? 'Asia/Shanghai');
  const begin = live ? now : values.from === undefined ? midnight(zone, now) : readTime(values.from, zone);
  const day = oneOf('day', values.day, ['ordinary', 'promotion']);
  const setup = setupOf({
    seed: whole('seed', values.seed, 1, 0),
    begin,
    zone,
    day,
    quality: oneOf('quality', values.quality, ['ordinary', 'good']),
    rate: positive('rate', values.rate, 1),
    ...(values.agents !== undefined && { agents: whole('agents', values.agents, 0, 1) }),
  });
  const hours = positive('hours', values.hours, live ? Number.POSITIVE_INFINITY : 24);
  const target: Target =
    values.out === undefined
      ? { kind: 'floor', floor: readFloor(values.floor ?? (live ? 'demo' : 'simulated')), url: readUrl(values.to), live, speed }
      : { kind: 'file', path: isAbsolute(values.out) ? values.out : resolve(cwd, values.out) };
  return { setup, end: begin + hours * HOUR, target };
}

function parse(args: string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args,
      options: {
        floor: text,
        seed: text,
        day: text,
        quality: text,
        speed: text,
        agents: text,
        rate: text,
        from: text,
        hours: text,
        zone: text,
        to: text,
        out: text,
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    const message = error instanceof Error ? error.message.split(/\. |\n/)[0] : String(error);
    throw new ReplayError(`${message} (--help lists the options)`);
  }
}

function readFloor(text: string): string {
  const floor = FloorId.safeParse(text);
  if (!floor.success) throw new ReplayError(`--floor ${text}: ${floor.error.issues[0]?.message}`);
  return floor.data;
}

function readUrl(text: string | undefined): string | null {
  if (text === undefined) return null;
  if (!/^https?:$/.test(URL.parse(text)?.protocol ?? '')) throw new ReplayError(`--to ${text}: an address such as http://localhost:4001`);
  return text.replace(/\/+$/, '');
}

function positive(name: string, text: string | undefined, fallback: number): number {
  const value = text === undefined ? fallback : Number(text);
  if (Number.isNaN(value) || value <= 0 || text === '') throw new ReplayError(`--${name} ${text}: a number above 0`);
  return value;
}

function whole(name: string, text: string | undefined, fallback: number, least: number): number {
  const value = text === undefined ? fallback : Number(text);
  if (!Number.isInteger(value) || value < least || text === '') throw new ReplayError(`--${name} ${text}: a whole number from ${least} on`);
  return value;
}

function oneOf<const T extends string>(name: string, text: string | undefined, known: readonly [T, ...T[]]): T {
  const found = text === undefined ? known[0] : known.find((each) => each === text);
  if (found === undefined) throw new ReplayError(`--${name} ${text}: ${known.join(' or ')}`);
  return found;
}

function readZone(text: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    throw new ReplayError(`--zone ${text}: not an IANA time zone`);
  }
}

const midnight = (zone: string, now: number): number =>
  Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).startOfDay().epochMilliseconds;

/** An instant, or a local date or time in the zone. */
function readTime(text: string, zone: string): number {
  try {
    return /(Z|[+-]\d\d:?\d\d)$/i.test(text.replace(/^\d{4}-\d\d-\d\d/, ''))
      ? Temporal.Instant.from(text).epochMilliseconds
      : Temporal.PlainDateTime.from(text).toZonedDateTime(zone).epochMilliseconds;
  } catch {
    throw new ReplayError(`--from ${text}: a time such as 2026-11-11, 2026-11-11T20:00 or 2026-11-11T20:00:00+08:00`);
  }
}
