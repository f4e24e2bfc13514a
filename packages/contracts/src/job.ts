import { z } from 'zod';
import { Alert, type AlertTransition } from './alert.ts';

/** BullMQ queue of outgoing webhooks. */
export const WEBHOOK_QUEUE = 'deliver-webhook';

/** One message to one channel. `messageId` is what the receiver tells a repeat by. */
export const WebhookJob = z.object({
  messageId: z.string(),
  channelId: z.string(),
  tenant: z.string(),
  type: z.enum(['alert.fired', 'alert.changed', 'alert.resolved', 'test']),
  timestamp: z.iso.datetime(),
  data: z.union([Alert, z.object({ text: z.string() })]),
});
export type WebhookJob = z.infer<typeof WebhookJob>;
export const webhookTypeOf = (transition: z.infer<typeof AlertTransition>): WebhookJob['type'] => `alert.${transition}`;
