/** A fault that the user can put right: its message is all that is printed. */
export class SetupError extends Error {}

/** One short line. */
export function say(line, stream = process.stdout) {
  stream.write(`watchfloor: ${line}\n`);
}
