import cliProgress from 'cli-progress';

const PLAIN_EVERY_MS = 3_000;

/** Shows how far the sending is: a bar on a terminal, else a line every few seconds. Speaks on stderr; stdout is for the summary. */
export type ProgressDisplay = { show: (done: number) => void; stop: () => void };

/**
 * @param total events to send
 * @param expectedMs how long a slowed replay will take, if that is known; else the rate so far tells the time left
 */
export function makeProgressDisplay(
  total: number,
  expectedMs: number | undefined,
  out: NodeJS.WriteStream = process.stderr,
): ProgressDisplay {
  const begun = Date.now();
  const figures = (done: number) => {
    const elapsed = Math.max(Date.now() - begun, 1);
    const left = expectedMs === undefined ? (elapsed / Math.max(done, 1)) * (total - done) : Math.max(expectedMs - elapsed, 0);
    return { rate: Math.round((done * 1000) / elapsed), left: clock(left) };
  };
  return out.isTTY ? bar(total, figures, out) : plainLines(total, figures, out);
}

type Figures = (done: number) => { rate: number; left: string };

function bar(total: number, figures: Figures, stream: NodeJS.WriteStream): ProgressDisplay {
  const format = '{bar} {percentage} % | {value}/{total} events | {rate} a second | {left} left';
  const drawn = new cliProgress.SingleBar({ format, stream, hideCursor: true, gracefulExit: false }, cliProgress.Presets.shades_classic);
  drawn.start(total, 0, figures(0));
  return { show: (done) => drawn.update(done, figures(done)), stop: () => drawn.stop() };
}

function plainLines(total: number, figures: Figures, out: NodeJS.WriteStream): ProgressDisplay {
  let last = Date.now();
  return {
    show: (done) => {
      if (Date.now() - last < PLAIN_EVERY_MS) return;
      last = Date.now();
      const { rate, left } = figures(done);
      out.write(`${done} of ${total} events sent, ${rate} a second, ${left} left\n`);
    },
    stop: () => {},
  };
}

/** 95_000 -> "1:35" */
function clock(ms: number): string {
  const whole = Math.ceil(ms / 1000);
  const [hours, minutes, secs] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (part: number): string => String(part).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(secs)}` : `${minutes}:${two(secs)}`;
}
