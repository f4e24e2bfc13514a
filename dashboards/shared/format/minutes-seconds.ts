const two = (value: number): string => String(value).padStart(2, '0');

/** Whole seconds as `mm:ss`, from an hour on `h:mm:ss`. */
const text = (seconds: number): string => {
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return seconds < 3_600 ? rest : `${Math.floor(seconds / 3_600)}:${rest}`;
};

/** Time gone by, milliseconds, as `mm:ss`: a second counts when it is full. */
export function elapsedText(ms: number): string {
  return text(Math.max(0, Math.floor(ms / 1_000)));
}

/** Time left, milliseconds, as `mm:ss`: rounded up, so that it reads 00:00 only when none is left and adds up with the time gone by. */
export function remainingText(ms: number): string {
  return text(Math.max(0, Math.ceil(ms / 1_000)));
}
