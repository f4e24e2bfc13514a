const PLAIN_EVERY_MS = 3_000;
/** Without an end it may run for days, and its lines may go to a file. */
const ENDLESS_EVERY_MS = 60_000;
const DRAWN_EVERY_MS = 200;

/** Says how far the simulation is: on a terminal in a line that is written over, else in one every few seconds. On stderr. */
export type ProgressLine = { show: (simulated: number, events: number) => void; stop: () => void };

/** @param zone in which people read its clock; `end` in epoch milliseconds, or Infinity */
export function progressLine(zone: string, begin: number, end: number, out: NodeJS.WriteStream = process.stderr): ProgressLine {
  const clock = new Intl.DateTimeFormat('sv', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  const every = out.isTTY ? DRAWN_EVERY_MS : Number.isFinite(end) ? PLAIN_EVERY_MS : ENDLESS_EVERY_MS;
  const begun = Date.now();
  let last = out.isTTY ? 0 : begun;
  return {
    show(simulated, events) {
      const now = Date.now();
      if (now - last < every) return;
      last = now;
      const share = Number.isFinite(end) ? `${Math.floor((100 * (simulated - begin)) / (end - begin))} % | ` : '';
      const rate = Math.round((events * 1000) / Math.max(now - begun, 1));
      const line = `${share}${clock.format(simulated)} | ${events} events | ${rate} a second`;
      out.write(out.isTTY ? `\r${line}\u001B[K` : `${line}\n`);
    },
    stop() {
      if (out.isTTY) out.write('\r\u001B[K');
    },
  };
}
