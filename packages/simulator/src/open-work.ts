import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { DemoEvent } from './demo-event.ts';
import type { FloorState } from './floor-state.ts';

/** What a run has left open, on disk: after kill -9 the next start ends it, else somebody would wait on the board for ever. */
const OpenWork = z.object({ conversations: z.array(z.string()), tickets: z.array(z.string()) });
export type OpenWork = z.infer<typeof OpenWork>;

const NOTHING: OpenWork = { conversations: [], tickets: [] };

/** What is open now, and what of an earlier run is not yet known to be ended. */
export const openWorkOf = (state: FloorState, earlier: OpenWork = NOTHING): OpenWork => ({
  conversations: [...earlier.conversations, ...state.conversations.keys()],
  tickets: [...earlier.tickets, ...state.tickets.keys()],
});

/** Makes the writer of a file, in one piece each time, and only when something has changed. */
export function openWorkWriter(path: string): (open: OpenWork) => void {
  let written = '';
  return (open) => {
    const text = JSON.stringify(open);
    if (text === written) return;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.part`, text);
    renameSync(`${path}.part`, path);
    written = text;
  };
}

/** What an earlier run remembered; nothing when there was none, or its file is not readable. */
export function readOpenWork(path: string): OpenWork {
  try {
    return OpenWork.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return NOTHING;
  }
}

/** Events that end it. Their ids come from what they end: ended twice is ended once. */
export function endOpenWork({ conversations, tickets }: OpenWork, now: number): DemoEvent[] {
  const time = new Date(now).toISOString();
  const ending = (type: string, subject: string, data: object): DemoEvent => {
    return { specversion: '1.0', id: `end-${subject}`, source: '/demo', type: `io.watchfloor.${type}`, time, subject, data };
  };
  return [
    ...conversations.map((id) => ending('conversation.closed', id, { by: 'system', reason: 'timeout' })),
    ...tickets.map((id) => ending('ticket.resolved', id, {})),
  ];
}
