import cluster from 'node:cluster';
import { IngestSettings } from '@watchfloor/contracts/settings';
import { start } from '@watchfloor/runtime/start';
import { runIngest } from './src/app.ts';
import { leadProcesses } from './src/lead-processes.ts';

await start('ingest', IngestSettings, (context) =>
  cluster.isPrimary && context.settings.INGEST_PROCESSES > 1 ? leadProcesses(context) : runIngest(context),
);
