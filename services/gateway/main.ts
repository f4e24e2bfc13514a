import { GatewaySettings } from '@watchfloor/contracts/settings';
import { start } from '@watchfloor/runtime/start';
import { runGateway } from './src/app.ts';

await start('gateway', GatewaySettings, runGateway);
