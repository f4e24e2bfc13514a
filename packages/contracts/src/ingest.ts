import { z } from 'zod';

export const Rejection = z
  .object({
    index: z.int().min(0).meta({ description: 'place in the body, from 0' }),
    id: z.string().optional(),
    detail: z.string().meta({ description: 'the field and what is wrong with it, e.g. data.agentId: required' }),
  })
  .meta({ id: 'Rejection' });
export type Rejection = z.infer<typeof Rejection>;

/** The answer to `POST /v1/events`: every accepted event is durable. At most 1,000 rejections are listed; `rejectedTotal` counts all. */
export const Receipt = z
  .object({
    accepted: z.int().min(0),
    duplicates: z.int().min(0),
    rejected: z.array(Rejection),
    rejectedTotal: z.int().min(0).optional(),
  })
  .meta({ id: 'Receipt' });
export type Receipt = z.infer<typeof Receipt>;

/** The answer to `GET /api/v1/ingest` of the gateway: where events go. */
export const IngestPlace = z
  .object({ port: z.int().meta({ description: 'the ingest port, on the host of the gateway' }) })
  .meta({ id: 'IngestPlace' });
export type IngestPlace = z.infer<typeof IngestPlace>;

/** The answer to `GET /v1/floors/{floor}/progress`. */
export const Progress = z
  .object({
    applied: z.int().min(0).meta({ description: 'events committed by the keeper' }),
    duplicates: z.int().min(0),
    late: z.int().min(0),
    ignored: z.int().min(0),
    through: z.iso.datetime().nullable().meta({ description: 'greatest event time committed' }),
  })
  .meta({ id: 'Progress' });
export type Progress = z.infer<typeof Progress>;
