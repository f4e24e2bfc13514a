import { styleText } from 'node:util';
import type { KeptCredentials } from './credentials.ts';
import { type Ports, reachableHost } from './ports.ts';

/** `missing`: services that are not ready. */
export type Welcome = { ports: Ports; missing: string[]; bind: string; demo: boolean; kept: KeptCredentials; colour: boolean };

/** What the user needs to know once everything is ready. Secrets are shown on the run that made them only. */
export function welcome({ ports, missing, bind, demo, kept, colour }: Welcome): string {
  const bold = (text: string) => (colour ? styleText('bold', text, { validateStream: false }) : text);
  const reachable = reachableHost(bind);
  const host = reachable === '127.0.0.1' || reachable === '[::1]' ? 'localhost' : reachable;
  const gateway = `http://${host}:${ports.GATEWAY_PORT}`;
  const { credentials, made, file } = kept;
  const rows: [string, string][] = [
    ['Wallboard', `${gateway}/wallboard${demo ? '?floor=demo' : ''}`],
    ['API docs', `${gateway}/api/docs`],
    ['Events to', `http://${host}:${ports.INGEST_PORT}/v1/events`],
  ];
  if (demo) rows.push(['Demo floor', 'demo, with simulated traffic (without it: npm start -- --no-demo)']);
  if (made.includes('ADMIN_PASSWORD')) rows.push(['Sign in', `${credentials.ADMIN_EMAIL}  ${credentials.ADMIN_PASSWORD}`]);
  if (made.includes('INGEST_KEY')) rows.push(['Ingest key', credentials.INGEST_KEY]);
  rows.push([
    made.length > 0 ? 'Kept in' : 'Sign in',
    made.length > 0 ? `${file} (not shown again)` : `as ${credentials.ADMIN_EMAIL}; password and ingest key: ${file}`,
  ]);
  rows.push(['Stop', 'Ctrl-C']);
  const body = rows.map(([name, value]) => `  ${bold(name.padEnd(11))} ${value}\n`).join('');
  return `\n${bold(missing.length === 0 ? 'Watchfloor is ready' : `Watchfloor runs, but not ready: ${missing.join(', ')}`)}\n${body}\n`;
}
