import type { MetricsBy } from '@watchfloor/contracts/metrics';
import type { HistoryTransaction } from './connect.ts';
import { findFloor } from './floors.ts';
import { listThings } from './settings.ts';

/** More than any floor has. */
const THINGS = 100_000;

/** What subjects are called now: agents as their status or the settings of the floor say, teams and shops as the settings do; others by their ids. */
export async function readNames(trx: HistoryTransaction, floorKey: string, by: MetricsBy): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  const [tenant = '', floor = ''] = floorKey.split('/');
  if (by === 'shop') for (const { id, name } of (await findFloor(trx, tenant, floor))?.shops ?? []) names.set(id, name ?? id);
  if (by !== 'agent' && by !== 'team') return names;
  if (by === 'agent') {
    const agents = await trx.selectFrom('agents').select(['id', 'name']).where('floor', '=', floorKey).execute();
    for (const { id, name } of agents) names.set(id, name);
  }
  const { items } = await listThings(trx, { tenant, floor, kind: by === 'agent' ? 'person' : 'team', limit: THINGS });
  for (const { id, name } of items) names.set(id, name);
  return names;
}
