import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { DemoEvent } from './demo-event.ts';
import type { FloorState } from './floor-state.ts';

/** What a run has left open, on disk: after kill -9 the next start ends it, else somebody would wait on the board for ever. */
const OpenWork = z.object({ run: z.string(), conversations: z.array(z.string()), tickets: z.array(z.string()) });

/** Writes what is open now, in one piece. */
export function rememberOpenWork(path: string, { run, conversations, tickets }: FloorState): void {
  mkdirSync(dirname(path), { recursive: true });
  const part = `${path}.part`;
  writeFileSync(part, JSON.stringify({ run, conversations: [...conversations.keys()], tickets: [...tickets.keys()] }));
  renameSync(part, path);
}

/** Events that end what an earlier run left open; none when there was none, or its file is not readable. */
export function endOpenWork(path: string, now: number): DemoEvent[] {
  const left = readOpenWork(path);
  if (!left) return [];
  const time = new Date(now).toISOString();
  const ending = (type: string, subject: string, data: object): DemoEvent => {
    return { specversion: '1.0', id: `${left.run}-end-${subject}`, source: '/demo', type: `io.watchfloor.${type}`, time, subject, data };
  };
  return [
    ...left.conversations.map((id) => ending('conversation.closed', id, { by: 'system', reason: 'timeout' })),
    ...left.tickets.map((id) => ending('ticket.resolved', id, {})),
  ];
}

function readOpenWork(path: string): z.infer<typeof OpenWork> | undefined {
  try {
    return OpenWork.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}
