import { setImmediate as turn } from 'node:timers/promises';
import type { Measure } from '@watchfloor/core/measure/measures-of';
import { addMeasure, isEmptyTally, mergeTally, type Tally } from '@watchfloor/core/measure/tally';
import type { SubjectKey } from '@watchfloor/core/window/subject';
import type { HistoryTransaction } from './connect.ts';
import { coverRange, type Piece, type Rolled, type Span, type Tier } from './cover-range.ts';
import { foldFacts, type Tallies, tallyOf } from './fold-facts.ts';
import { type Rollup, type RollupSource, readRolled, readRollups, readSubjects } from './rollups.ts';
import { storableText } from './storable-text.ts';

/** Subjects whose rollups are read at once; then others have their turn. */
const SUBJECTS = 250;

/** `buckets` are in the order of time, none overlaps. `kind`: how the keys of the wanted subjects begin. */
type Asked = { floor: string; buckets: readonly Span[]; kind: string; open?: (range: Span) => Measure[] };
/** `bucket`: its index. `handled`: distinct customers, who are in the tally only where spans had to be put together. */
export type SubjectTally = { subject: SubjectKey; bucket: number; tally: Tally; handled: number };

/**
 * What happened to each subject of a floor in each bucket: rolled up spans where they lie within, facts for the rest. Subjects come in no order,
 * all buckets of one together; empty tallies are left out.
 */
export async function* readTallies(
  trx: HistoryTransaction,
  { floor, buckets, kind, open }: Asked,
): AsyncGenerator<SubjectTally, void, void> {
  const rolled = await readRolled(trx, floor, { from: buckets[0]?.from ?? 0, to: buckets.at(-1)?.to ?? 0 });
  const plans = planBuckets(buckets, rolled);
  const folded = await foldPlans(trx, { floor, kind }, plans);
  if (open) for (const plan of plans) addOpen(open(plan.range), kind, tallies(folded, plan.index));
  const sources = sourcesOf(floor, plans);
  // Where one span is the whole bucket its number of customers is all that is wanted; who they were may be a hundred times as much.
  const customers = plans.some(({ pieces }) => pieces.length > 1);
  for (const subjects of await chunksOfSubjects(trx, sources, kind, folded)) {
    const found: Found = new Map();
    for (const source of sources) addRollups(found, plans, source, await readRollups(trx, source, { subjects, customers }));
    for (const subject of subjects) yield* tallyOfBuckets(subject, { plans, found, folded });
    await turn();
  }
}

type Plan = { index: number; range: Span; pieces: Piece[] };
/** Folded facts, bucket by bucket. */
type Folded = Map<number, Tallies>;
/** Rollups of a subject by bucket. */
type Found = Map<SubjectKey, Map<number, Rollup[]>>;

function planBuckets(buckets: readonly Span[], rolled: Rolled): Plan[] {
  // Each bucket looks at its own spans only.
  const spans = [...rolled.spans].sort((a, b) => a.from - b.from);
  let first = 0;
  return buckets.map((range, index) => {
    while ((spans[first]?.from ?? Infinity) < range.from) first += 1;
    let last = first;
    while ((spans[last]?.from ?? Infinity) < range.to) last += 1;
    return { index, range, pieces: coverRange(range, { spans: spans.slice(first, last), hours: rolled.hours }) };
  });
}

function tallies(folded: Folded, bucket: number): Tallies {
  let found = folded.get(bucket);
  if (!found) {
    found = new Map();
    folded.set(bucket, found);
  }
  return found;
}

async function foldPlans(
  trx: HistoryTransaction,
  { floor, kind }: { floor: string; kind: string },
  plans: readonly Plan[],
): Promise<Folded> {
  const folded: Folded = new Map();
  for (const { index, pieces } of plans) {
    const raw: Tallies = new Map();
    for (const piece of pieces) if (piece.tier === null) await foldFacts(trx, { floor, range: piece, kind }, raw);
    // Under the name that rollups have.
    for (const [subject, tally] of raw) mergeTally(tallyOf(tallies(folded, index), storableText(subject) as SubjectKey), tally);
  }
  return folded;
}

function addOpen(measures: readonly Measure[], kind: string, into: Tallies): void {
  for (const measure of measures) {
    if (measure.subject.startsWith(kind)) addMeasure(tallyOf(into, storableText(measure.subject) as SubjectKey), measure);
  }
}

/** What is to be read of each tier, and nothing twice. */
function sourcesOf(floor: string, plans: readonly Plan[]): RollupSource[] {
  const starts = new Map<Tier, number[]>();
  for (const { from, tier } of plans.flatMap(({ pieces }) => pieces)) {
    if (tier === null) continue;
    const known = starts.get(tier);
    if (known) known.push(from);
    else starts.set(tier, [from]);
  }
  return [...starts].map(([tier, list]) => ({ floor, tier, starts: list }));
}

async function chunksOfSubjects(
  trx: HistoryTransaction,
  sources: readonly RollupSource[],
  kind: string,
  folded: Folded,
): Promise<SubjectKey[][]> {
  const all = new Set<SubjectKey>();
  for (const source of sources) for (const subject of await readSubjects(trx, source, kind)) all.add(subject);
  for (const found of folded.values()) for (const subject of found.keys()) all.add(subject);
  const list = [...all];
  return Array.from({ length: Math.ceil(list.length / SUBJECTS) }, (_, i) => list.slice(i * SUBJECTS, (i + 1) * SUBJECTS));
}

function addRollups(found: Found, plans: readonly Plan[], { tier }: RollupSource, rollups: readonly Rollup[]): void {
  const bucketOf = new Map<number, number>();
  for (const { index, pieces } of plans) for (const piece of pieces) if (piece.tier === tier) bucketOf.set(piece.from, index);
  for (const rollup of rollups) {
    const bucket = bucketOf.get(rollup.start) ?? 0;
    const byBucket = found.get(rollup.subject) ?? new Map<number, Rollup[]>();
    found.set(rollup.subject, byBucket);
    const list = byBucket.get(bucket);
    if (list) list.push(rollup);
    else byBucket.set(bucket, [rollup]);
  }
}

function* tallyOfBuckets(
  subject: SubjectKey,
  { plans, found, folded }: { plans: readonly Plan[]; found: Found; folded: Folded },
): Generator<SubjectTally, void, void> {
  const rolled = found.get(subject);
  for (const { index, pieces } of plans) {
    const [first, ...more] = rolled?.get(index) ?? [];
    const facts = folded.get(index)?.get(subject);
    const tally = first?.tally ?? facts;
    if (!tally) continue;
    for (const rollup of more) mergeTally(tally, rollup.tally);
    if (first && facts) mergeTally(tally, facts);
    const handled = first && pieces.length === 1 ? first.handled : tally.customers.size;
    if (handled > 0 || !isEmptyTally(tally)) yield { subject, bucket: index, tally, handled };
  }
}
