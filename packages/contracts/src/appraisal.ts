import { z } from 'zod';
import { Instant } from './instant.ts';

/** A dotted path into a row of `GET /floors/{floor}/metrics`, such as `response.avgMs` or `csat.rate`. */
export const MetricPath = z
  .string()
  .regex(/^[a-zA-Z][a-zA-Z0-9]*(\.[a-zA-Z0-9]+){0,3}$/, 'a dotted path such as response.avgMs')
  .meta({ id: 'MetricPath' });

const edge = z.number().nullable().default(null);
const span = { from: edge.meta({ description: 'null: no lower end' }), to: edge.meta({ description: 'null: no upper end; half-open' }) };
type Span = { from: number | null; to: number | null };

const isSome = ({ from, to }: Span): boolean => from === null || to === null || from < to;
const someError = { error: 'must be above from', path: ['to'] };

/** Complains of every step that begins before the one below it has ended: a value must have one answer. */
function noOverlaps(context: z.core.ParsePayload<Span[]>): void {
  const places = context.value.map((step, index) => ({ ...step, index }));
  const sorted = places.toSorted((a, b) => (a.from ?? Number.NEGATIVE_INFINITY) - (b.from ?? Number.NEGATIVE_INFINITY));
  for (const [i, step] of sorted.entries()) {
    const below = sorted[i - 1];
    if (!below || (below.to !== null && below.to <= (step.from ?? Number.NEGATIVE_INFINITY))) continue;
    context.issues.push({ code: 'custom', message: 'overlaps another step', path: [step.index, 'from'], input: context.value });
  }
}

/** Values in [from, to) give so many points. */
export const Tier = z
  .strictObject({ ...span, points: z.number().min(0) })
  .refine(isSome, someError)
  .meta({ id: 'Tier' });
export type Tier = z.infer<typeof Tier>;

/** One figure of a scorecard: its tier table gives points, which count `weight` times. */
export const Kpi = z
  .strictObject({
    metric: MetricPath,
    weight: z.number().positive(),
    points: z.number().positive().meta({ description: 'the most that can be had' }),
    tiers: z.array(Tier).min(1).max(50).check(noOverlaps),
  })
  .check((context) => {
    for (const [index, tier] of context.value.tiers.entries()) {
      if (tier.points <= context.value.points) continue;
      const path = ['tiers', index, 'points'];
      context.issues.push({ code: 'custom', message: 'more than the most that can be had', path, input: context.value });
    }
  })
  .meta({ id: 'Kpi' });
export type Kpi = z.infer<typeof Kpi>;

/** Values in [from, to) give so much money; steps do not add up. */
export const BonusStep = z
  .strictObject({ ...span, amount: z.number().min(0) })
  .refine(isSome, someError)
  .meta({ id: 'BonusStep' });
export type BonusStep = z.infer<typeof BonusStep>;

export const BonusLadder = z.array(BonusStep).min(1).max(50).check(noOverlaps);

const asked = { agentId: z.string().min(1).max(256), from: Instant, to: Instant };
const inOrder = ({ from, to }: { from: string; to: string }): boolean => Date.parse(from) < Date.parse(to);
const orderError = { error: 'must be after from', path: ['to'] };

/** What `POST /floors/{floor}/scorecards/preview` takes: rules to try on the figures of an agent. Nothing is kept. */
export const ScorecardRequest = z
  .strictObject({ ...asked, kpis: z.array(Kpi).min(1).max(30) })
  .refine(inOrder, orderError)
  .meta({ id: 'ScorecardRequest' });
export type ScorecardRequest = z.infer<typeof ScorecardRequest>;

export const KpiScore = z
  .object({
    metric: z.string(),
    value: z.number().nullable().meta({ description: 'null: cannot be computed; then it counts neither for nor against' }),
    points: z.number().nullable(),
    ofPoints: z.number(),
    weight: z.number(),
    score: z.number().nullable().meta({ description: 'points x weight' }),
    ofScore: z.number(),
  })
  .meta({ id: 'KpiScore' });
export type KpiScore = z.infer<typeof KpiScore>;

export const Scorecard = z
  .object({
    scores: z.array(KpiScore),
    score: z.number(),
    ofScore: z.number().meta({ description: 'the most that could be had of the figures that can be computed' }),
    share: z.number().nullable().meta({ description: 'score / ofScore: the share of the performance pay' }),
    complete: z.boolean().meta({ description: 'every figure could be computed' }),
  })
  .meta({ id: 'Scorecard' });
export type Scorecard = z.infer<typeof Scorecard>;

/** What `POST /floors/{floor}/bonuses/preview` takes. Months are pooled: the figure is that of the whole range, never a mean of months. */
export const BonusRequest = z
  .strictObject({ ...asked, metric: MetricPath.default('conversion'), ladder: BonusLadder })
  .refine(inOrder, orderError)
  .meta({ id: 'BonusRequest' });
export type BonusRequest = z.infer<typeof BonusRequest>;

export const Bonus = z
  .object({
    metric: z.string(),
    value: z.number().nullable(),
    step: BonusStep.nullable().meta({ description: 'the step that the value is on; null: on none' }),
    amount: z.number().nullable().meta({ description: 'null: cannot be computed; 0: on no step' }),
  })
  .meta({ id: 'Bonus' });
export type Bonus = z.infer<typeof Bonus>;
