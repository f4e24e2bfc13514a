import type { Floor } from '@watchfloor/contracts/floor';
import { requestJson } from './request-json.ts';

/** The floors a person may see. `serverTime`: the server's clock as it answered, epoch ms, cut to the second; null when not told. */
export type Floors = { items: Floor[]; serverTime: number | null };
type Page = { items: Floor[]; nextCursor: string | null };

/** Every floor of the person signed in, page by page. Throws `RequestFailed`; 401 means the session has ended. */
export async function readFloors(signal?: AbortSignal): Promise<Floors> {
  const items: Floor[] = [];
  let cursor: string | null = null;
  let serverTime: number | null = null;
  do {
    const query: string = cursor === null ? '?limit=200' : `?limit=200&cursor=${encodeURIComponent(cursor)}`;
    const answer = await requestJson<Page>(`/api/v1/floors${query}`, signal === undefined ? {} : { signal });
    items.push(...answer.body.items);
    cursor = answer.body.nextCursor;
    const date = Date.parse(answer.headers.get('date') ?? '');
    serverTime = Number.isNaN(date) ? null : date;
  } while (cursor !== null);
  return { items, serverTime };
}
