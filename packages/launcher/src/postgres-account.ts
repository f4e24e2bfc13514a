import { execFileSync } from 'node:child_process';

/** The system user that PostgreSQL runs as; null: the one we are. */
export type Account = { uid: number; gid: number } | null;

/**
 * PostgreSQL refuses to run as root. As root it gets the user `postgres`, which is made if the system has none.
 * @throws Error with the line to run when it can not be made.
 */
export function postgresAccount(): Account {
  if (process.getuid?.() !== 0) return null;
  const found = lookUp('postgres');
  if (found) return found;
  try {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'], {
      stdio: 'ignore',
    });
  } catch {
    // The look-up below says it all.
  }
  const made = lookUp('postgres');
  if (!made) throw new Error('PostgreSQL does not run as root and there is no user for it. Run: useradd --system postgres');
  return made;
}

function lookUp(user: string): Account {
  try {
    const number = (flag: string) => Number(execFileSync('id', [flag, user], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
    return { uid: number('-u'), gid: number('-g') };
  } catch {
    return null;
  }
}
