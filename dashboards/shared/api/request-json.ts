import type { Problem } from '@watchfloor/contracts/problem';

/** An answer that is not a success: its status and, from problem+json, its words. Status 0: no answer at all. */
export class RequestFailed extends Error {
  readonly status: number;
  constructor(status: number, words: string) {
    super(words);
    this.name = 'RequestFailed';
    this.status = status;
  }
}

/** A JSON answer of the gateway with its headers. */
export type Answer<Body> = { body: Body; headers: Headers };

/**
 * Asks the gateway with the session cookie. `Body` is what its contract promises for that path. Throws `RequestFailed` for every answer but a
 * success, and when there is none.
 */
export async function requestJson<Body>(
  path: string,
  init: { method?: string; body?: unknown; signal?: AbortSignal } = {},
): Promise<Answer<Body>> {
  const { method = 'GET', body, signal } = init;
  const response = await fetch(path, {
    method,
    credentials: 'same-origin',
    headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((cause: unknown) => {
    throw new RequestFailed(0, cause instanceof Error ? cause.message : String(cause));
  });
  const text = await response.text();
  if (!response.ok) throw new RequestFailed(response.status, wordsOf(text) ?? `${response.status} ${response.statusText}`);
  return { body: (text === '' ? null : JSON.parse(text)) as Body, headers: response.headers };
}

const wordsOf = (text: string): string | null => {
  try {
    const problem = JSON.parse(text) as Partial<Problem>;
    return problem.detail ?? problem.title ?? null;
  } catch {
    return null;
  }
};
