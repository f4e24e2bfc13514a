import { call, problem } from './call.ts';
import type { Connection } from './connection.ts';
import { ReplayError } from './replay-error.ts';

const SIGN_OUT_MS = 2_000;

/**
 * Does something at the gateway as the administrator, and signs out afterwards.
 * @param work is given the cookie of the session
 * @throws ReplayError when the gateway does not let us in
 */
export async function inSession<T>(connection: Connection, signal: AbortSignal, work: (cookie: string) => Promise<T>): Promise<T> {
  const cookie = await signIn(connection, signal);
  try {
    return await work(cookie);
  } finally {
    await signOut(connection, cookie);
  }
}

/** A session left behind would be open for weeks; that it could not be ended stops nobody. */
const signOut = ({ gateway }: Connection, cookie: string): Promise<unknown> =>
  fetch(`${gateway}/api/v1/session`, { method: 'DELETE', headers: { cookie }, signal: AbortSignal.timeout(SIGN_OUT_MS) }).catch(() => {});

async function signIn({ gateway, admin }: Connection, signal: AbortSignal): Promise<string> {
  const answer = await call(
    `${gateway}/api/v1/session`,
    { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(admin), patient: false },
    signal,
  );
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
  if (answer.status < 300 && cookies.length > 0) return cookies.join('; ');
  const why = answer.status === 401 ? 'ADMIN_EMAIL or ADMIN_PASSWORD is wrong' : problem(answer);
  throw new ReplayError(`cannot sign in at ${gateway} as ${admin.email}: ${why}`);
}
