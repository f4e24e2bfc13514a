import type { MetricsRow } from '@watchfloor/contracts/metrics';
import { receptionShare } from '@watchfloor/core/appraisal/reception-share';
import type { HistoryTransaction } from './connect.ts';

/** The team of each agent of a floor, as it is now. */
export async function readTeams(trx: HistoryTransaction, floorKey: string): Promise<Map<string, string>> {
  const rows = await trx.selectFrom('agents').select(['id', 'team_id']).where('floor', '=', floorKey).execute();
  return new Map(rows.flatMap(({ id, team_id }) => (team_id === null ? [] : [[id, team_id]])));
}

/** The rows of agents with each one's share of what his team has handled, bucket by bucket. */
export function withReception(rows: readonly MetricsRow[], teams: ReadonlyMap<string, string>): MetricsRow[] {
  const groupOf = ({ key, bucket = '', shift }: MetricsRow) => JSON.stringify([bucket, shift?.id, teams.get(key)]);
  const groups = new Map<string, { handledByTeam: number; headcount: number }>();
  for (const row of rows) {
    const group = groups.get(groupOf(row)) ?? { handledByTeam: 0, headcount: 0 };
    groups.set(groupOf(row), group);
    group.handledByTeam += row.handled;
    if (wasThere(row)) group.headcount++;
  }
  return rows.map((row) => {
    const group = groups.get(groupOf(row));
    if (!teams.has(row.key) || !group) return row;
    const { handledByTeam: ofTeam, headcount } = group;
    return { ...row, reception: { ...group, share: receptionShare({ handled: row.handled, ofTeam, headcount }) } };
  });
}

const wasThere = ({ handled, onlineMs, busyMs, awayMs, suspendedMs }: MetricsRow): boolean =>
  handled > 0 || onlineMs + busyMs + awayMs + suspendedMs > 0;
