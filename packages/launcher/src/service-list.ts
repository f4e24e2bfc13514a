import type { Ports } from './ports.ts';

export type ServiceEntry = { name: string; entry: string; port: keyof Ports; needsDashboards?: boolean };

/** The services in the order in which they are started. */
export const SERVICES: readonly ServiceEntry[] = [
  { name: 'keeper', entry: 'services/keeper/main.ts', port: 'KEEPER_PORT' },
  { name: 'alerting', entry: 'services/alerting/main.ts', port: 'ALERTING_PORT' },
  { name: 'ledger', entry: 'services/ledger/main.ts', port: 'LEDGER_PORT' },
  { name: 'ingest', entry: 'services/ingest/main.ts', port: 'INGEST_PORT' },
  // It serves what the build makes.
  { name: 'gateway', entry: 'services/gateway/main.ts', port: 'GATEWAY_PORT', needsDashboards: true },
];
