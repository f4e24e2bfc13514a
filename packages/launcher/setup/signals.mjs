import { constants } from 'node:os';

/** npm passes on what the terminal has already sent to us: the echo comes within milliseconds and must not count as a second Ctrl-C. */
const ECHO_MS = 300;

let receiver = null;
let last = -Infinity;

/**
 * Ends this program on SIGINT, SIGTERM, SIGHUP: whoever runs at that moment (see `sendSignalsTo`) gets the signal; if nobody does, the
 * program ends at once with 128 + the signal's number.
 */
export function watchSignals() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      const now = performance.now();
      if (now - last < ECHO_MS) return;
      last = now;
      if (receiver) receiver(signal);
      else process.exit(128 + constants.signals[signal]);
    });
  }
}

/** From now on signals go to this function; null: end at once. */
export function sendSignalsTo(next) {
  receiver = next;
}
