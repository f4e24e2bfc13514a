import type { z } from 'zod';

/** A setting is missing or wrong; the message names each variable and why, a line each. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/**
 * Reads settings from an environment by a zod schema. An empty variable counts as absent.
 * @throws SettingsError that names every wrong variable and why; values of secrets are never repeated.
 */
export function readSettings<T extends z.ZodType>(schema: T, env: NodeJS.ProcessEnv = process.env): z.output<T> {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const result = schema.safeParse(present);
  if (result.success) return result.data;
  throw new SettingsError(result.error.issues.map((issue) => fault(issue, present)).join('\n'));
}

function fault(issue: z.core.$ZodIssue, env: Record<string, string | undefined>): string {
  const name = String(issue.path[0] ?? 'settings');
  const value = env[name];
  if (value === undefined) return `${name}: required, but not set`;
  const secret = /PASSWORD|KEY|SECRET|TOKEN|URL/.test(name);
  return `${name}: ${issue.message}${secret ? '' : ` (got ${JSON.stringify(value)})`}`;
}
