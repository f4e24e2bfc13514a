import { AlertingSettings } from '@watchfloor/contracts/settings';
import { start } from '@watchfloor/runtime/start';
import { runAlerting } from './src/app.ts';

await start('alerting', AlertingSettings, runAlerting);
