import type { IncomingHttpHeaders } from 'node:http';

/** A request without Origin (scripts, same-origin GETs) or from the very host it is sent to. */
export function isSameOrigin(headers: IncomingHttpHeaders): boolean {
  const { origin, host } = headers;
  if (origin === undefined) return true;
  try {
    return new URL(origin).host === host;
  } catch {
    return false;
  }
}
