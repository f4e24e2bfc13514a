import { setTimeout as wait } from 'node:timers/promises';
import type { Alert } from '@watchfloor/contracts/alert';
import type { Snapshot } from '@watchfloor/contracts/live';
import type { MetricsAnswer, MetricsBy, MetricsRow } from '@watchfloor/contracts/metrics';
import { LIMIT_MS } from './load/story.ts';
import type { Taken } from './load/told.ts';
import { nameOf, recount } from './recount.ts';
import type { Finding } from './row.ts';
import type { FaultStream, Stage } from './stage.ts';

const SETTLE_MS = 45_000;
const ASK_AGAIN_MS = 500;
const SHOWN = 6;
const DAY_MS = 86_400_000;

/**
 * `late`: events on purpose outside of what counts, by floor. `overtaken`: events come in any order, so that an alert may have fired and ended
 * before an event came that shows there was nothing to fire for; it is none too many if such an event did come later.
 */
export type Expected = { late?: Record<string, number>; overtaken?: boolean };
type Verdict = Pick<Finding, 'events' | 'lost' | 'doubled' | 'wrong' | 'notes'>;

/** Ends the stream and compares everything the house shows with a recount of what the client was told. Differences may settle for 45 s. */
export async function judge(stage: Stage, stream: FaultStream, expected: Expected = {}): Promise<Verdict> {
  await stream.stop();
  const since = performance.now();
  for (;;) {
    const floors = await Promise.all(stream.floors.map((floor) => compare(stage, stream, floor, expected)));
    const sum = (pick: (each: (typeof floors)[number]) => number) => floors.reduce((all, each) => all + pick(each), 0);
    const repeated = sum(({ duplicates }) => duplicates);
    const { told } = stream;
    const wrong = [...floors.flatMap((each) => each.wrong), ...told.surprises.map((what) => `an answer that nobody expected: ${what}`)];
    if (repeated > told.repeatsAtMost) wrong.push(`${repeated} repeats removed, the client sent ${told.repeatsAtMost} at most`);
    if (wrong.length === 0 || performance.now() - since > SETTLE_MS) {
      const more = wrong.length - SHOWN;
      return {
        events: sum(({ events }) => events),
        lost: sum(({ events, applied }) => Math.max(0, events - applied)),
        doubled: sum(({ events, applied }) => Math.max(0, applied - events)),
        wrong: more > 0 ? [...wrong.slice(0, SHOWN), `and ${more} more`] : wrong,
        notes: [
          `${told.batchesRepeated} batches sent again, ${repeated} repeats removed in the log, ${told.saidRepeated} at the receiver`,
          `${sum(({ alerts }) => alerts)} alerts as recounted, ${sum(({ withdrawn }) => withdrawn)} withdrawn; all equal ${Math.round(performance.now() - since)} ms after the last event`,
          ...(expected.overtaken
            ? [`${sum(({ overtaken }) => overtaken)} alerts fired and ended before the events came that disprove them`]
            : []),
        ].slice(0, wrong.length === 0 ? 3 : 1),
      };
    }
    await wait(ASK_AGAIN_MS, undefined, { signal: stage.signal });
  }
}

async function compare({ house, progress }: Stage, { told }: FaultStream, floor: string, expected: Expected) {
  const taken = told.takenOf(floor);
  const truth = recount(taken, { limitMs: LIMIT_MS, now: Date.now() });
  const wrong: string[] = [];
  const same = (what: string, found: unknown, wanted: unknown) => {
    if (JSON.stringify(found) !== JSON.stringify(wanted))
      wrong.push(`${floor} ${what}: ${JSON.stringify(found)?.slice(0, 200)}, recounted ${JSON.stringify(wanted)?.slice(0, 200)}`);
  };
  const counted = await progress(floor);
  const late = expected.late?.[floor] ?? 0;
  const events = truth.events + late;
  same('progress', [counted?.applied, counted?.late, counted?.ignored], [events, late, 0]);
  let alerts = 0;
  let withdrawn = 0;
  let overtaken = 0;
  try {
    const metrics = (by: MetricsBy) => {
      const [from, to] = [Date.now() - DAY_MS, Date.now() + DAY_MS].map((at) => new Date(at).toISOString());
      return house.api<MetricsAnswer>('GET', `/floors/${floor}/metrics?from=${from}&to=${to}&by=${by}`);
    };
    const [all] = (await metrics('floor')).rows;
    same('ledger', all && [lengths(all.response), lengths(all.firstResponse), all.handled, all.conversations], [
      truth.response,
      truth.firstResponse,
      truth.handled,
      truth.conversations,
    ]);
    const agents = (await metrics('agent')).rows.filter(({ key }) => key !== null).sort((a, b) => ((a.key ?? '') < (b.key ?? '') ? -1 : 1));
    same(
      'ledger by agent',
      agents.map(({ key, response, handleTime, handled }) => [key, lengths(response), lengths(handleTime), handled]),
      Object.entries(truth.agents).map(([key, { response, handleTime, handled }]) => [key, response, handleTime, handled]),
    );
    const live = await house.api<Snapshot>('GET', `/floors/${floor}/live`);
    same('board', [live.floor.open, live.floor.waiting], [truth.open, truth.waiting.length]);
    same('board, who waits', live.waiting.map(({ conversationId }) => conversationId).sort(), truth.waiting);
    const active = await allAlerts(house, floor, 'active');
    const ended = await allAlerts(house, floor, 'resolved');
    const real = ended.filter(({ reason }) => reason !== 'withdrawn');
    same('alerts that stand', active.map(waitOf).sort(), truth.overdueNow);
    const isOvertaken = (alert: Alert) =>
      expected.overtaken === true && !truth.overdueEnded.includes(waitOf(alert)) && cameTooLateFor(alert, taken);
    same(
      'alerts that ended',
      real
        .filter((alert) => !isOvertaken(alert))
        .map(waitOf)
        .sort(),
      truth.overdueEnded,
    );
    overtaken = real.filter(isOvertaken).length;
    const ids = new Set([...active, ...ended].map(({ id }) => id));
    same('alerts, each once', ids.size, active.length + ended.length);
    alerts = active.length + real.length - overtaken;
    withdrawn = ended.length - real.length;
  } catch (error) {
    wrong.push(`${floor}: ${error instanceof Error ? error.message : String(error)}`);
  }
  return { events, applied: counted?.applied ?? 0, duplicates: counted?.duplicates ?? 0, wrong, alerts, withdrawn, overtaken };
}

const lengths = ({ count, avgMs, maxMs }: MetricsRow['response']) => ({ count, avg: avgMs, max: maxMs });
const waitOf = ({ subject, since }: Alert) => nameOf({ conversation: subject.id, since: Date.parse(since) });

/** Did an event of the time in which the limit was running come only after the alert had fired? */
const cameTooLateFor = ({ subject, dueAt, firedAt }: Alert, taken: Taken[]): boolean =>
  taken.some((event) => event.subject === subject.id && event.time <= dueAt && event.toldAt > Date.parse(firedAt));

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
