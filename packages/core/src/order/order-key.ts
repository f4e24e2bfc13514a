import type { LoggedEvent } from '@watchfloor/contracts/event';
import { compareTrueOrder } from './true-order.ts';

/** Where an event stands in true order: what `compareTrueOrder` compares. */
export type OrderKey = Pick<LoggedEvent, 'time' | 'type' | 'source' | 'id'>;

export const orderKeyOf = ({ time, type, source, id }: OrderKey): OrderKey => ({ time, type, source, id });

/** Does the event come after everything its subject has seen? `last` null: nothing yet. */
export const isInOrder = (last: OrderKey | null, event: OrderKey): boolean => last === null || compareTrueOrder(last, event) < 0;

/** Minutes are the slices in which events and checkpoints of the lateness bound are kept. */
export const minuteOf = (at: number): number => Math.floor(at / 60_000);
