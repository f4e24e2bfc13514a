import { z } from 'zod';
import { Instant } from './instant.ts';

const count = z.int().min(0);
const rate = z.number().nullable();
const money = z.string().regex(/^-?\d+\.\d{2,4}$/);
const provisional = z.boolean().meta({ description: 'some of them may still turn out otherwise' });

/** The cohort metrics of metrics.md: what became of customers, by the instant at which each cohort began. */
export const cohortFields = {
  fcr: z
    .object({
      resolved: count.meta({ description: 'resolved episodes, by their close' }),
      repeated: count.meta({ description: 'of those whose customer came back with the same topic (else to the same shop) in time' }),
      once: count.meta({ description: 'of those whose customer did not: resolved - repeated' }),
      rate: rate.meta({ description: 'once / resolved' }),
      immature: count.meta({ description: 'of the resolved: the time to come back is not over' }),
      provisional,
    })
    .meta({ id: 'FirstContactResolution', description: 'within 24 h of a pre-sales episode, 7 days of any other' }),
  inquiries: count.meta({
    description: 'inquiries begun; by agent: of whom the last human reply before the payment or the end of the gap was',
  }),
  buyers: count.meta({ description: 'inquiries whose customer paid within the gap' }),
  conversion: rate.meta({ description: 'buyers / inquiries' }),
  immatureInquiries: count.meta({ description: 'of the inquiries: the gap is not over' }),
  sales: money.meta({ description: 'balance and full payments within the gap of the inquiries, in `currency`' }),
  aov: money.nullable().meta({ description: 'sales / buyers who paid in that currency, rounded half up to the ten-thousandth' }),
  currency: z.string().nullable().meta({ description: 'that in which most buyers of the floor paid in the range; null when nobody did' }),
  currencies: z
    .array(z.object({ currency: z.string(), sales: money, aov: money.nullable(), buyers: count }).meta({ id: 'CurrencySales' }))
    .meta({ description: 'the same for each currency apart' }),
  units: count.meta({ description: 'items in the orders of unitBuyers' }),
  unitBuyers: count.meta({ description: 'buyers all of whose orders say how many items' }),
  unitsPerBuyer: rate.meta({ description: 'units / unitBuyers' }),
  refundRate: z
    .object({
      paid: count.meta({ description: 'orders, by their first balance or full payment' }),
      refunded: count.meta({ description: 'of those refunded within 15 days' }),
      rate: rate.meta({ description: 'refunded / paid' }),
      immature: count.meta({ description: 'of the paid: the 15 days are not over' }),
      provisional,
    })
    .meta({ id: 'RefundRate' }),
  saveRate: z
    .object({
      handled: count.meta({ description: 'refund requests that were refunded, withdrawn or exchanged within 15 days, by the request' }),
      saved: count.meta({ description: 'of those withdrawn or exchanged' }),
      rate: rate.meta({ description: 'saved / handled' }),
      immature: count.meta({ description: 'requests of less than 15 days that nothing has come of yet; in none of the other counts' }),
      provisional,
    })
    .meta({ id: 'SaveRate' }),
  botConversion: z
    .object({ inquiries: count, buyers: count, rate })
    .meta({ id: 'BotConversion', description: 'inquiries that no human answered before the payment or the end of the gap' }),
  botContained: z
    .object({
      episodes: count.meta({ description: 'closed episodes in which a bot replied' }),
      contained: count.meta({ description: 'of those: no human was asked for, was given it or answered' }),
      rate,
    })
    .meta({ id: 'BotContained' }),
  cohorts: z.object({ asOf: Instant.nullable(), provisional }).meta({
    id: 'CohortState',
    description: 'asOf: up to when all of these figures are counted, renewed every minute; null before the first time',
  }),
};

export const CohortFigures = z.object(cohortFields);
export type CohortFigures = z.infer<typeof CohortFigures>;
