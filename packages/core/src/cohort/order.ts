import type { DataOf, EventType } from '@watchfloor/contracts/event';

export type OrderEventType = Extract<EventType, `order.${string}`>;

/** Something that happened to an order; `at` is epoch ms, `amount` a decimal string. */
export type OrderEvent = {
  type: OrderEventType;
  at: number;
  source: string;
  id: string;
} & Omit<DataOf<OrderEventType>, 'items' | 'kind'> & { items: number | null; kind: DataOf<OrderEventType>['kind'] | null };

/** What happened to one order of a customer, in true order. */
export type Order = { id: string; events: OrderEvent[] };

export function ordersOf(events: readonly OrderEvent[]): Order[] {
  return [...Map.groupBy(events, ({ orderId }) => orderId)].map(([id, mine]) => ({ id, events: mine.toSorted(inTrueOrder) }));
}

/** Of one instant, by source and id. */
export function inTrueOrder(a: OrderEvent, b: OrderEvent): number {
  if (a.at !== b.at) return a.at - b.at;
  if (a.source !== b.source) return a.source < b.source ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

/** A payment that makes the order a sale: in full, or of the balance. A payment that says no kind is one in full; a deposit is no sale yet. */
export const isSale = ({ type, kind }: OrderEvent): boolean => type === 'order.paid' && kind !== 'deposit';
