import type { Explanation } from '@watchfloor/contracts/explanation';
import { requestJson } from './request-json.ts';

/** A number of a floor: the metric's dotted path, `floor` or `agent:ID`, and the range of a figure that has one (RFC 3339). */
export type NumberAsked = { floor: string; metric: string; subject: string; range: { from: string; to: string } | null };

/** What is behind a number, a page at a time. Throws `RequestFailed`. */
export async function readExplanation(asked: NumberAsked, cursor: string | null, signal: AbortSignal): Promise<Explanation> {
  const { floor, metric, subject, range } = asked;
  const query = new URLSearchParams({ metric, subject, ...range, ...(cursor === null ? {} : { cursor }) });
  return (await requestJson<Explanation>(`/api/v1/floors/${encodeURIComponent(floor)}/explain?${query}`, { signal })).body;
}
