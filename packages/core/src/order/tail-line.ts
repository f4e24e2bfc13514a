import type { LoggedEvent } from '@watchfloor/contracts/event';
import { PHRASE_LENGTH } from '../conversation/phrases.ts';

/**
 * An event as the near past keeps it: what evolving needs, on one line of JSON. The text of a message is left out unless it is short enough to be
 * a courtesy or a filler: no rule reads it, and it need not lie about twice.
 */
export function encodeTailLine({ id, source, time, received, type, data }: LoggedEvent): string {
  const { text, ...others } = data as { text?: string };
  const kept = text !== undefined && text.length <= PHRASE_LENGTH ? data : others;
  return `${JSON.stringify([id, source, time, received, type, kept])}\n`;
}

/** The events of a subject from its lines. */
export function decodeTailLines(lines: string, at: { floor: string; subject: string }): LoggedEvent[] {
  return lines
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [id, source, time, received, type, data] = JSON.parse(line) as [string, string, number, number, string, object];
      return { ...at, id, source, time, received, type, data } as LoggedEvent;
    });
}
