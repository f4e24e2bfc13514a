/** Where to sign in, coming back to `from` (a path with its query) afterwards. `ended`: a session has just come to its end, the page says so. */
export function signInAddress(from: string, ended: boolean): string {
  return `/sign-in?${ended ? 'ended=1&' : ''}next=${encodeURIComponent(from)}`;
}

/** The path to go to after signing in: `next` if it is a path of this very origin, else the wallboard. Never another site's address. */
export function safeNext(next: string | null, origin: string): string {
  if (next === null || !next.startsWith('/')) return '/wallboard';
  try {
    const url = new URL(next, origin);
    return url.origin === origin && url.pathname !== '/sign-in' ? `${url.pathname}${url.search}${url.hash}` : '/wallboard';
  } catch {
    return '/wallboard';
  }
}
