import type { IngestPlace } from '@watchfloor/contracts/ingest';
import { requestJson } from './request-json.ts';

/** Where events go. Throws `RequestFailed`. */
export async function readIngest(signal: AbortSignal): Promise<IngestPlace> {
  return (await requestJson<IngestPlace>('/api/v1/ingest', { signal })).body;
}
