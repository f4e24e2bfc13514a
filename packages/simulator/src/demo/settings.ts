import { FloorId } from '@watchfloor/contracts/floor';
import { CommonSettings, IngestSettings } from '@watchfloor/contracts/settings';
import { z } from 'zod';

/** What the demo reads; the launcher passes the key on. */
export const SimulatorSettings = CommonSettings.extend({
  INGEST_PORT: IngestSettings.shape.INGEST_PORT,
  INGEST_KEY: z.string().min(1),
  WATCHFLOOR_HOME: z.string().min(1).default('.watchfloor'),
  DEMO_FLOOR: FloorId.default('demo'),
  /** The same seed gives the same day; none gives another one at each start. */
  SEED: z.coerce.number().int().optional(),
});
export type SimulatorSettings = z.infer<typeof SimulatorSettings>;
