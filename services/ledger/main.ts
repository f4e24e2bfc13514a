import { LedgerSettings } from '@watchfloor/contracts/settings';
import { start } from '@watchfloor/runtime/start';
import { runLedger } from './src/app.ts';

await start('ledger', LedgerSettings, runLedger);
