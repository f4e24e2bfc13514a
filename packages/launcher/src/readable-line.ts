import { styleText } from 'node:util';
import { prettyFactory } from 'pino-pretty';

const COLOURS = ['cyan', 'magenta', 'yellow', 'green', 'blue', 'redBright', 'cyanBright', 'magentaBright'] as const;
const WIDTH = 10;

/** Makes a service's JSON log lines readable: time, level, message, and who said it. Anything that is not JSON stays as it is. */
export function readableLines(name: string, place: number, colour: boolean): (line: string) => string {
  const label = name.padEnd(WIDTH);
  const head = colour ? styleText(COLOURS[place % COLOURS.length] ?? 'cyan', label, { validateStream: false }) : label;
  const pretty = prettyFactory({ colorize: colour, ignore: 'pid,hostname,service,v', translateTime: 'SYS:HH:MM:ss.l', singleLine: true });
  return (line) => `${head} ${line.startsWith('{') ? pretty(line).trimEnd() : line}`;
}
