import type { Distribution } from '@watchfloor/contracts/distribution';
import { LIMIT_MS } from './load/story.ts';
import type { Taken } from './load/told.ts';
import type { ArchivedEvent, Shown, ShownAlert } from './read-shown.ts';
import { nameOf, recount } from './recount.ts';

/**
 * `late`: events of the floor that count nowhere on purpose, sent hours late. `overtaken`: events come in any order, so that an alert may have
 * fired and ended before an event came that shows there was nothing to fire for; it is none too many if such an event did come later.
 */
export type Allowance = { late: number; overtaken: boolean };
export type Compared = {
  events: number;
  lost: number;
  doubled: number;
  alerts: number;
  withdrawn: number;
  overtaken: number;
  wrong: string[];
};

/** Everything in which the house differs from a recount of what its client was told was taken, as sentences. `now` is epoch ms. */
export function compare(taken: Taken[], shown: Shown, { late, overtaken, now }: Allowance & { now: number }): Compared {
  const truth = recount(taken, { limitMs: LIMIT_MS, now });
  const wrong: string[] = [];
  const same = (what: string, found: unknown, wanted: unknown) => {
    const [is, should] = [found, wanted].map((each) => JSON.stringify(each) ?? 'nothing');
    if (is !== should) wrong.push(`${what}: ${is?.slice(0, 200)}, recounted ${should?.slice(0, 200)}`);
  };
  const events = truth.events + late;
  const { progress, floor } = shown;
  same('progress', progress && [progress.applied, progress.late, progress.ignored], [events, late, 0]);
  same('archive', archiveOf(shown.archived, taken), { missing: [], twice: [], others: late });
  const ledger = floor && [lengths(floor.response), lengths(floor.firstResponse), floor.handled, floor.conversations];
  same('ledger', ledger, [truth.response, truth.firstResponse, truth.handled, truth.conversations]);
  same(
    'ledger by agent',
    shown.agents
      .map(({ key, response, handleTime, handled }) => [key ?? '', lengths(response), lengths(handleTime), handled] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
    Object.entries(truth.agents).map(([key, { response, handleTime, handled }]) => [key, response, handleTime, handled]),
  );
  same('board', [shown.open, shown.waiting], [truth.open, truth.waiting.length]);
  same('board, who waits', shown.whoWaits.toSorted(), truth.waiting);

  const real = shown.ended.filter(({ reason }) => reason !== 'withdrawn');
  const isOvertaken = (alert: ShownAlert) => overtaken && !truth.overdueEnded.includes(waitOf(alert)) && cameTooLateFor(alert, taken);
  const standing = real.filter((alert) => !isOvertaken(alert));
  same('alerts that stand', shown.active.map(waitOf).sort(), truth.overdueNow);
  same('alerts that ended', standing.map(waitOf).sort(), truth.overdueEnded);
  const all = [...shown.active, ...shown.ended];
  same('alerts, each once', all.length, new Set(all.map(({ id }) => id)).size);
  const applied = progress?.applied ?? 0;
  return {
    events,
    lost: Math.max(0, events - applied),
    doubled: Math.max(0, applied - events),
    alerts: shown.active.length + standing.length,
    withdrawn: shown.ended.length - real.length,
    overtaken: real.length - standing.length,
    wrong,
  };
}

/** What the archive lacks of the events told as taken, what it holds twice, and how much else. */
function archiveOf(archived: ArchivedEvent[], taken: Taken[]) {
  const found = Map.groupBy(archived, placeOf);
  const missing = taken.filter((event) => !found.has(placeOf(event))).map(({ id }) => id);
  const twice = [...found.values()].filter(({ length }) => length > 1).flatMap(([event]) => event?.id ?? []);
  return { missing, twice, others: found.size - (taken.length - missing.length) };
}
const placeOf = ({ id, type, time, subject }: ArchivedEvent) => [id, type, time, subject].join(' ');

const lengths = ({ count, avgMs, maxMs }: Distribution) => ({ count, avg: avgMs, max: maxMs });
const waitOf = ({ subject, since }: ShownAlert) => nameOf({ conversation: subject.id, since: Date.parse(since) });

/** Did an event of the time in which the limit was running come only after the alert had fired? */
const cameTooLateFor = ({ subject, dueAt, firedAt }: ShownAlert, taken: Taken[]): boolean =>
  taken.some((event) => event.subject === subject.id && event.time <= dueAt && event.toldAt > Date.parse(firedAt));
