import { FloorId } from '@watchfloor/contracts/floor';
import { CommonSettings, GatewaySettings, IngestSettings } from '@watchfloor/contracts/settings';
import { z } from 'zod';

/** What the demo reads; the launcher passes the key on. */
export const SimulatorSettings = CommonSettings.extend({
  INGEST_PORT: IngestSettings.shape.INGEST_PORT,
  INGEST_KEY: z.string().min(1),
  /** With a password the demo's staff is entered in the settings of its floor; without one its accounts stand for themselves. */
  GATEWAY_PORT: GatewaySettings.shape.GATEWAY_PORT,
  ADMIN_EMAIL: GatewaySettings.shape.ADMIN_EMAIL,
  ADMIN_PASSWORD: GatewaySettings.shape.ADMIN_PASSWORD,
  WATCHFLOOR_HOME: z.string().min(1).default('.watchfloor'),
  DEMO_FLOOR: FloorId.default('demo'),
  /** The same seed gives the same day; none gives another one at each start. */
  SEED: z.coerce.number().int().optional(),
});
export type SimulatorSettings = z.infer<typeof SimulatorSettings>;
