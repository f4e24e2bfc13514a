import { z } from 'zod';
import { Instant } from './instant.ts';
import { plainText } from './plain-text.ts';

/** A receiver of alerts outside Watchfloor. The first kind is a webhook signed by Standard Webhooks. */
export const NewChannel = z
  .object({
    kind: z.literal('webhook').default('webhook'),
    name: plainText(120),
    url: z.url({ protocol: /^https?$/ }).max(2048),
    floors: z.array(z.string()).max(100).optional().meta({ description: 'absent: every floor of the tenant' }),
    enabled: z.boolean().default(true),
  })
  .meta({ id: 'NewChannel' });
export type NewChannel = z.input<typeof NewChannel>;

export const Channel = z
  .object({
    id: z.string(),
    kind: z.literal('webhook'),
    name: z.string(),
    url: z.string(),
    floors: z.array(z.string()).nullable(),
    enabled: z.boolean(),
    createdAt: Instant,
  })
  .meta({ id: 'Channel' });
export type Channel = z.infer<typeof Channel>;

export const CreatedChannel = Channel.extend({ secret: z.string().meta({ description: 'whsec_…, shown this once' }) }).meta({
  id: 'CreatedChannel',
});

/** What alerting knows of a channel. */
export const ChannelGrant = Channel.omit({ createdAt: true }).extend({ tenant: z.string(), secret: z.string() });
export type ChannelGrant = z.infer<typeof ChannelGrant>;

export const Delivery = z
  .object({ ok: z.boolean(), status: z.int().nullable(), detail: z.string().nullable(), tookMs: z.number() })
  .meta({ id: 'Delivery', description: 'how one attempt to send went' });
export type Delivery = z.infer<typeof Delivery>;
