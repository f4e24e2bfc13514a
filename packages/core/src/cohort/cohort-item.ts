import type { Cut } from '@watchfloor/contracts/fact';

/** A payment that counts for an inquiry; `amount` is a decimal string. */
export type Sale = { orderId: string; at: number; amount: string; currency: string; items: number | null };

/**
 * One thing that a cohort figure counts, by the instant `at` (epoch ms) and for whom its cut says. So long (`lastsMs`) after that instant it may still
 * turn out otherwise.
 */
export type CohortItem = { id: string; at: number; lastsMs: number; cut: Cut } & (
  | { kind: 'resolution'; conversationId: string; repeatedBy: string | null }
  | { kind: 'bot'; conversationId: string; contained: boolean }
  | { kind: 'inquiry'; conversationId: string; episodes: string[]; answered: boolean; sales: Sale[] }
  | { kind: 'order'; refundedAt: number | null }
  | { kind: 'refund'; orderId: string; outcome: RefundOutcome | null }
);
export type RefundOutcome = 'refunded' | 'withdrawn' | 'exchanged';
export type CohortItemOf<K extends CohortItem['kind']> = Extract<CohortItem, { kind: K }>;
