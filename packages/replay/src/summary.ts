import type { Outcome } from './await-applied.ts';
import type { Sent } from './send-events.ts';
import type { Fault } from './source-record.ts';
import type { Verdict } from './verify/verify.ts';

const LISTED = 50;

/** Everything there is to say at the end. `faults` are those of the file, before anything was sent. */
export type Result = {
  floor: string;
  records: number;
  events: number;
  faults: Fault[];
  sent: Sent;
  outcome: Outcome;
  ended: 'complete' | 'stalled' | 'interrupted' | 'failed';
  /** From the first event sent to the last one committed. */
  elapsedMs: number;
  /** Of the figures, when that was asked for and all was committed. */
  verdict?: Verdict;
};

export const rejectedCount = ({ faults, sent }: Result): number => faults.length + sent.rejected;

/**
 * Events of the file that count, each once. What was committed tells it best: a batch that had to be sent again after a lost
 * answer was accepted twice. While not all is committed, what the receiver said must do.
 */
function acceptedCount({ sent, outcome, ended }: Result): number {
  return ended === 'complete' ? Math.min(outcome.applied, sent.sent - sent.rejected) : sent.accepted - outcome.duplicates;
}

/** The closing summary, a line each; the first rejections with their line and reason. */
export function summary(result: Result): string {
  const { floor, records, events, sent, outcome, elapsedMs, ended } = result;
  const rejected = rejectedCount(result);
  const accepted = acceptedCount(result);
  const figures: [string, number | string][] = [
    ['records read', records],
    ['events', events],
    ['sent', sent.sent],
    ['accepted', accepted],
    ['duplicate', sent.sent - sent.rejected - accepted],
    ['late', outcome.late],
    ['ignored', outcome.ignored],
    ['rejected', rejected],
    ['duration', `${(elapsedMs / 1000).toFixed(1)} s`],
    ['events a second', elapsedMs > 0 ? Math.round((sent.sent * 1000) / elapsedMs) : 0],
  ];
  return [
    `${headings[ended]} floor ${floor}`,
    ...figures.map(([name, value]) => `  ${name.padEnd(16)} ${String(value).padStart(10)}`),
    ...rejectionLines([...result.faults, ...sent.rejections], rejected),
    '',
  ].join('\n');
}

const headings = {
  complete: 'Replayed into',
  stalled: 'Sent, but not all committed yet (is the keeper running?), to',
  interrupted: 'Interrupted; so far into',
  failed: 'Stopped; so far into',
};

function rejectionLines(rejections: Fault[], total: number): string[] {
  if (total === 0) return [];
  const shown = rejections.slice(0, LISTED);
  const lines = shown.map(({ place, id, detail }) => `  ${place}${id === undefined ? '' : ` (${id})`}: ${detail}`);
  return ['Rejected:', ...lines, ...(total > shown.length ? [`  and ${total - shown.length} more`] : [])];
}
