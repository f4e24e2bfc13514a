const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** So long after an inquiry whoever asked may pay and count as a buyer (metrics.md, `conversion`). */
export const CONVERSION_GAP_MS = DAY_MS;
/** So long after its close an episode stays solved if the customer does not come back with the same (metrics.md, `fcr`). */
export const SOLVED_FOR_MS = { presales: DAY_MS, aftersales: 7 * DAY_MS };
/** So long after the payment a refund counts, and after the request its outcome. */
export const REFUND_MS = 15 * DAY_MS;
/** A refund request is his who last spoke with the customer, from so long before it on. */
export const ADVICE_MS = DAY_MS;

/** What an episode is about: a purchase to come, or one that was made. */
export type Intent = 'presales' | 'aftersales';

/** What the settings of a floor mean for cohorts; `at` is epoch ms. */
export type CohortRules = {
  /** How long a customer has to pay after an inquiry that began then in that shop. */
  gapMs: (at: number, shopId: string | null) => number;
  /** What the work of a team was then; null when it is neither. */
  intentOf: (teamId: string, at: number) => Intent | null;
};
