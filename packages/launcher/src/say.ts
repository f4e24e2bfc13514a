/** Prints lines for the user with the seconds since the start. */
export type Say = (line: string) => void;

export function sayWithSeconds(stream: NodeJS.WritableStream = process.stdout): Say {
  const started = performance.now();
  return (line) => void stream.write(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${line}\n`);
}
