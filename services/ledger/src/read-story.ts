import type { LoggedEvent } from '@watchfloor/contracts/event';
import { defaultFloor, type FloorEntry } from '@watchfloor/contracts/floor';
import { isOfConversation } from '@watchfloor/core/conversation/conversation-event';
import type { KeptSettings } from '@watchfloor/core/floor/settings';
import { versionAt } from '@watchfloor/core/profile/profiles';
import { accountsNeeded, accountsOf } from '@watchfloor/core/restate/retell';
import type { History } from '@watchfloor/history/connect';
import { findFloor } from '@watchfloor/history/floors';
import { readKeptSettings } from '@watchfloor/history/kept-settings';
import { floorStatuses, subjectEvents } from '@watchfloor/history/read-archive';
import type { ArchiveRow } from '@watchfloor/history/schema';
import type { Restating } from './restate-subject.ts';

/** Of an agent's states before a conversation began so much is looked at: whoever works has said so in that time. On event time there is no telling. */
const STATUSES_BEFORE_MS = 3 * 86_400_000;

type StatusEvent = Extract<LoggedEvent, { type: 'agent.status' }>;

/**
 * What a subject is told anew from: the events of a conversation (of an agent none) and the states of the agents in it, in true order, each once; the
 * floor as it is set now, and all that was set when.
 */
export type Story = { floor: FloorEntry; settings: KeptSettings; events: LoggedEvent[]; statuses: Map<string, StatusEvent[]> };

/** Reads a subject's story from the archive. */
export async function readStory(db: History, { floor, subject, late, now }: Restating): Promise<Story> {
  const [tenant = '', name = ''] = floor.split('/');
  const present = (await findFloor(db, tenant, name)) ?? defaultFloor(tenant, name);
  const isConversation = subject.startsWith('c:');
  const id = subject.slice(2);
  const events = isConversation ? await readEvents(db, floor, id) : [];
  const first = Math.min(events[0]?.time ?? now, ...late.map(({ at }) => at));
  const fromMs = present.clock === 'wall' ? first - STATUSES_BEFORE_MS : undefined;
  const statuses = new Map<string, StatusEvent[]>();
  const settings = await readKeptSettings(db, present);
  for (const agent of isConversation ? accountsNeeded(events, settings) : new Set([id, ...accountsOf(settings, id)])) {
    const rows = await subjectEvents(db, { floorKey: floor, subject: agent, fromMs }).where('type', '=', 'agent.status').execute();
    const changes = rows.map(loggedEvent).filter((event) => event.type === 'agent.status');
    if (changes.length > 0) statuses.set(agent, changes);
  }
  const last = events.at(-1);
  if (last && looksForPresence(present, last.time)) {
    const all = await floorStatuses(db, { floorKey: floor, fromMs, toMs: last.time + 1 }).execute();
    const changes = all.map(loggedEvent).filter((event) => event.type === 'agent.status');
    for (const [agent, own] of Map.groupBy(changes, ({ subject: name }) => name)) if (!statuses.has(agent)) statuses.set(agent, own);
  }
  return { floor: present, settings, events, statuses };
}

/** Does a platform of the floor leave out what began while nobody was there? Then the states of everybody matter. */
function looksForPresence({ profile, shops }: FloorEntry, at: number): boolean {
  const profiles = new Set([profile, ...shops.map((shop) => shop.profile ?? profile)]);
  return [...profiles].some((name) => versionAt(name, at).rules.nobodyThereOut);
}

/** The events of a conversation; not those of an agent or an order of the same name. */
async function readEvents(db: History, floorKey: string, subject: string): Promise<LoggedEvent[]> {
  const rows = await subjectEvents(db, { floorKey, subject }).execute();
  const events = rows.filter(({ type }) => isOfConversation(type)).map(loggedEvent);
  // One that was sent again with another time is there twice: what came first holds.
  const first = new Map<string, LoggedEvent>();
  for (const event of events.toSorted((a, b) => a.received - b.received)) {
    const name = `${event.source}\n${event.id}`;
    if (!first.has(name)) first.set(name, event);
  }
  return events.filter((event) => first.get(`${event.source}\n${event.id}`) === event);
}

const loggedEvent = ({ at, rank: _, type, data, ...event }: ArchiveRow): LoggedEvent =>
  ({ ...event, time: at, type, data: JSON.parse(data) as unknown }) as LoggedEvent;
