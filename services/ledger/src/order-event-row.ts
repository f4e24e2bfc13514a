import type { Frame } from '@watchfloor/contracts/event';
import type { OrderEventRow } from '@watchfloor/history/schema';
import { storableText } from '@watchfloor/history/storable-text';

/** A logged event as something that happened to an order; null of every other. */
export function orderEventRow(event: Frame[number]): OrderEventRow | null {
  switch (event.type) {
    case 'order.created':
    case 'order.paid':
    case 'order.refund_requested':
    case 'order.refunded':
    case 'order.refund_withdrawn':
    case 'order.exchanged': {
      const { orderId, customerId, amount, currency, items, kind } = event.data;
      return {
        floor: event.floor,
        source: storableText(event.source),
        id: storableText(event.id),
        at: event.time,
        type: event.type,
        order_id: storableText(orderId),
        customer_id: storableText(customerId),
        amount,
        currency: storableText(currency),
        items: items ?? null,
        kind: kind ?? null,
      };
    }
    default:
      return null;
  }
}
