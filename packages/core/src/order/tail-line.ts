import type { LoggedEvent } from '@watchfloor/contracts/event';
import { PHRASE_LENGTH } from '../conversation/phrases.ts';

/**
 * An event as the near past keeps it: what evolving needs, on one line of JSON. The text of a message is left out unless it is short enough to be
 * a courtesy or a filler: no rule reads it, and it need not lie about twice.
 */
export function encodeTailLine({ id, source, time, received, type, data, subject }: LoggedEvent): string {
  const { text, ...others } = data as { text?: string };
  const kept = text !== undefined && text.length <= PHRASE_LENGTH ? data : others;
  // Of the events of a conversation this one alone has another subject: who types.
  const parts = [id, source, time, received, type, kept];
  return `${JSON.stringify(type === 'agent.typing' ? [...parts, subject] : parts)}\n`;
}

type Line = [id: string, source: string, time: number, received: number, type: string, data: object, subject?: string];

/** The events of a subject from its lines. */
export function decodeTailLines(lines: string, at: { floor: string; subject: string }): LoggedEvent[] {
  return lines
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [id, source, time, received, type, data, subject] = JSON.parse(line) as Line;
      return { floor: at.floor, subject: subject ?? at.subject, id, source, time, received, type, data } as LoggedEvent;
    });
}
