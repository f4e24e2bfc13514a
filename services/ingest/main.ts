import { IngestSettings } from '@watchfloor/contracts/settings';
import { start } from '@watchfloor/runtime/start';
import { runIngest } from './src/app.ts';

await start('ingest', IngestSettings, runIngest);
