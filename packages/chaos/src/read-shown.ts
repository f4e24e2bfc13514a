import type { Alert } from '@watchfloor/contracts/alert';
import type { Progress } from '@watchfloor/contracts/ingest';
import type { Snapshot } from '@watchfloor/contracts/live';
import type { MetricsAnswer, MetricsBy, MetricsRow } from '@watchfloor/contracts/metrics';
import type { SentEvent } from './load/story.ts';
import type { Stage } from './stage.ts';

/** What the house shows of a floor, from every place where it shows it. */
export type Shown = {
  progress: Progress | null;
  floor: Figures | undefined;
  agents: Figures[];
  open: number;
  waiting: number;
  whoWaits: string[];
  active: ShownAlert[];
  ended: ShownAlert[];
  /** The export of the archive. */
  archived: ArchivedEvent[];
};
type Figures = Pick<MetricsRow, 'key' | 'response' | 'firstResponse' | 'handleTime' | 'handled' | 'conversations'>;
export type ShownAlert = Pick<Alert, 'id' | 'since' | 'dueAt' | 'firedAt' | 'reason'> & { subject: { id: string } };

export type ArchivedEvent = Pick<SentEvent, 'id' | 'type' | 'time' | 'subject'>;

const DAY_MS = 86_400_000;

/** @throws Error when one of them does not answer. */
export async function readShown({ house, progress }: Stage, floor: string): Promise<Shown> {
  const [from, to] = [Date.now() - DAY_MS, Date.now() + DAY_MS].map((at) => new Date(at).toISOString());
  const metrics = async (by: MetricsBy) =>
    (await house.api<MetricsAnswer>('GET', `/floors/${floor}/metrics?from=${from}&to=${to}&by=${by}`)).rows;
  const live = await house.api<Snapshot>('GET', `/floors/${floor}/live`);
  return {
    progress: await progress(floor),
    floor: (await metrics('floor'))[0],
    agents: (await metrics('agent')).filter(({ key }) => key !== null),
    open: live.floor.open,
    waiting: live.floor.waiting,
    whoWaits: live.waiting.map(({ conversationId }) => conversationId),
    active: await allAlerts(house, floor, 'active'),
    ended: await allAlerts(house, floor, 'resolved'),
    archived: eventsOf(await house.api<string>('GET', `/floors/${floor}/events`)),
  };
}

/** Events of a text that holds one a line. */
const eventsOf = (lines: string): ArchivedEvent[] =>
  lines
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

async function allAlerts(house: Stage['house'], floor: string, state: 'active' | 'resolved'): Promise<Alert[]> {
  const found: Alert[] = [];
  for (let cursor: string | null = '0'; cursor !== null; ) {
    const page: { items: Alert[]; nextCursor: string | null } = await house.api(
      'GET',
      `/floors/${floor}/alerts?state=${state}&limit=500&cursor=${cursor}`,
    );
    found.push(...page.items);
    cursor = page.nextCursor;
  }
  return found;
}
