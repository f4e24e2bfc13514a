import { call, problem } from '@watchfloor/replay/call';
import type { Connection } from '@watchfloor/replay/connection';
import { ReplayError } from '@watchfloor/replay/replay-error';
import { inSession } from '@watchfloor/replay/session';
import { z } from 'zod';
import type { StaffList } from './staff-list.ts';

const AT_ONCE = 4;
const PAGE = 1_000;

const Listed = z.object({
  items: z.array(z.object({ id: z.string(), account: z.string().optional() })),
  nextCursor: z.string().nullable(),
});
type Desk = { url: string; cookie: string; signal: AbortSignal };

/**
 * Enters teams, people and accounts of a floor in its settings; what is there already stays as it is.
 * @returns how many entries were made
 * @throws ReplayError when the gateway says no, as it does when there is no such floor
 */
export function enrolStaff(connection: Connection, floor: string, staff: StaffList, signal: AbortSignal): Promise<number> {
  return inSession(connection, signal, async (cookie) => {
    const desk: Desk = { url: `${connection.gateway}/api/v1/floors/${encodeURIComponent(floor)}`, cookie, signal };
    // In this order: an account belongs to a person, a person to a team.
    return (
      (await enter(desk, 'teams', staff.teams, ({ id }) => id)) +
      (await enter(desk, 'people', staff.people, ({ id }) => id)) +
      (await enter(desk, 'accounts', staff.accounts, ({ account }) => account))
    );
  });
}

async function enter<T extends object>(desk: Desk, path: string, wanted: T[], nameOf: (thing: T) => string): Promise<number> {
  const { url, cookie, signal } = desk;
  const there = await listed(desk, path);
  const missing = wanted.filter((thing) => !there.has(nameOf(thing)));
  const headers = { cookie, 'content-type': 'application/json' };
  for (let at = 0; at < missing.length; at += AT_ONCE) {
    await Promise.all(
      missing.slice(at, at + AT_ONCE).map(async (thing) => {
        const answer = await call(`${url}/${path}`, { method: 'POST', headers, body: JSON.stringify(thing) }, signal);
        // Somebody else has made it meanwhile: as good.
        if (answer.status >= 300 && answer.status !== 409)
          throw new ReplayError(`${nameOf(thing)} could not be entered in ${path}: ${problem(answer)}`);
      }),
    );
  }
  return missing.length;
}

async function listed({ url, cookie, signal }: Desk, path: string): Promise<Set<string>> {
  const names = new Set<string>();
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query = new URLSearchParams({ limit: String(PAGE), ...(cursor && { cursor }) });
    const answer = await call(`${url}/${path}?${query}`, { headers: { cookie } }, signal);
    const page = Listed.safeParse(answer.body);
    if (answer.status !== 200 || !page.success) throw new ReplayError(`the ${path} cannot be listed: ${problem(answer)}`);
    for (const { id, account } of page.data.items) names.add(account ?? id);
    cursor = page.data.nextCursor;
  }
  return names;
}
