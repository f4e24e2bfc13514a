import type { LauncherSettings } from '@watchfloor/contracts/settings';
import { freePort, isPortFree } from './free-port.ts';
import { LaunchFault } from './launch-fault.ts';
import { portHolder } from './port-holder.ts';

export const PORT_NAMES = ['GATEWAY_PORT', 'INGEST_PORT', 'KEEPER_PORT', 'ALERTING_PORT', 'LEDGER_PORT'] as const;
export type Ports = Record<(typeof PORT_NAMES)[number], number>;

/**
 * The ports of the services, before anything is started; 0 stands for any free one.
 * @throws LaunchFault with a line for each port that two services would share or that somebody else holds.
 */
export async function choosePorts(settings: Pick<LauncherSettings, keyof Ports | 'BIND'>): Promise<Ports> {
  // Port 0 is any: only the address itself can be at fault.
  await isFree(0, settings.BIND);
  const faults: string[] = [];
  const seen = new Map<number, string>();
  const ports = Object.fromEntries(PORT_NAMES.map((name) => [name, settings[name]])) as Ports;
  for (const name of PORT_NAMES) {
    while (ports[name] === 0 || (settings[name] === 0 && seen.has(ports[name]))) ports[name] = await freePort(settings.BIND);
    const port = ports[name];
    const other = seen.get(port);
    if (other) faults.push(`${name}: port ${port} is also ${other}; give one of them another number`);
    else if (!(await isFree(port, settings.BIND)))
      faults.push(`${name}: port ${port} is in use${portHolder(port)}; stop that, or set ${name} to a free port`);
    seen.set(port, name);
  }
  if (faults.length > 0) throw new LaunchFault(faults.join('\n'));
  return ports;
}

async function isFree(port: number, host: string): Promise<boolean> {
  try {
    return await isPortFree(port, host);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') throw new LaunchFault(`BIND: ${host} is not an address of this machine`);
    if (code === 'EACCES') throw new LaunchFault(`port ${port} needs rights that this user does not have; set a port from 1024 on`);
    throw error;
  }
}

/** The host at which a program on this machine reaches something bound to `bind`. */
export function reachableHost(bind: string): string {
  if (bind === '0.0.0.0') return '127.0.0.1';
  if (bind === '::') return '[::1]';
  return bind.includes(':') ? `[${bind}]` : bind;
}
