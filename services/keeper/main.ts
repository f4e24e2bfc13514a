import { KeeperSettings } from '@watchfloor/contracts/settings';
import { start } from '@watchfloor/runtime/start';
import { runKeeper } from './src/app.ts';

await start('keeper', KeeperSettings, runKeeper);
