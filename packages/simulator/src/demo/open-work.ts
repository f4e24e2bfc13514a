import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { SimulatedEvent } from '../model/simulated-event.ts';
import { type Simulation, SOURCE } from '../model/simulation.ts';

/** What a run has left open, on disk: after kill -9 the next start ends it, else somebody would wait on the board for ever. */
const OpenWork = z.object({ conversations: z.array(z.string()), tickets: z.array(z.string()), accounts: z.array(z.string()).default([]) });
export type OpenWork = z.infer<typeof OpenWork>;

const NOTHING: OpenWork = { conversations: [], tickets: [], accounts: [] };

/** What is open now, and what of an earlier run is not yet known to be ended. */
export const openWorkOf = (sim: Simulation, earlier: OpenWork = NOTHING): OpenWork => ({
  conversations: [...earlier.conversations, ...sim.conversations.keys()],
  tickets: [...earlier.tickets, ...sim.tickets.keys()],
  accounts: [...new Set([...earlier.accounts, ...signedIn(sim)])],
});

const signedIn = ({ people }: Simulation): string[] =>
  people.filter(({ status }) => status !== 'offline').flatMap(({ accounts }) => accounts.map(({ id }) => id));

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

/**
 * Events that end it. Their ids come from what they end: ended twice is ended once.
 * @param opensAt when the next run opens: whoever was signed in has left before, whether or not he comes again. Epoch milliseconds, as `now`
 */
export function endOpenWork({ conversations, tickets, accounts }: OpenWork, now: number, opensAt = now): SimulatedEvent[] {
  const ending = (type: string, subject: string, data: object, at: number): SimulatedEvent => {
    const time = new Date(at).toISOString();
    return { specversion: '1.0', id: `end-${subject}`, source: SOURCE, type: `io.watchfloor.${type}`, time, subject, data };
  };
  return [
    ...accounts.map((id) => ({ ...ending('agent.status', id, { status: 'offline' }, opensAt - 1), id: `end-${id}-${opensAt}` })),
    ...conversations.map((id) => ending('conversation.closed', id, { by: 'system', reason: 'timeout' }, now)),
    ...tickets.map((id) => ending('ticket.resolved', id, {}, now)),
  ];
}
