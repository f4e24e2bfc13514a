import type { ProfileRules } from '@watchfloor/contracts/profile';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** So long after its close an episode stays solved if the customer does not come back with the same (metrics.md, `fcr`). */
export const SOLVED_FOR_MS = { presales: DAY_MS, aftersales: 7 * DAY_MS };
/** So long after the payment a refund counts, and after the request its outcome. */
export const REFUND_MS = 15 * DAY_MS;
/** A refund request is his who last spoke with the customer, from so long before it on. */
export const ADVICE_MS = DAY_MS;

/** What an episode is about: a purchase to come, or one that was made. */
export type Intent = 'presales' | 'aftersales';

/** What a profile says of inquiries. */
export type InquiryRules = Pick<ProfileRules, 'conversionGapMs' | 'conversionCredit' | 'inquiriesAfterSales'>;

/** What the settings of a floor mean for cohorts; `at` is epoch ms. */
export type CohortRules = {
  /** What holds for an inquiry that begins then in that shop. */
  inquiryRules: (at: number, shopId: string | null) => InquiryRules;
  /** What the work of a team was then; null when it is neither. */
  intentOf: (teamId: string, at: number) => Intent | null;
};
