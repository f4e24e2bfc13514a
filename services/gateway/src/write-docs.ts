import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path, { join } from 'node:path';
import type { History } from '@watchfloor/history/connect';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import type { Log } from '@watchfloor/runtime/log';
import { asyncApiDocument } from './documents/asyncapi.ts';
import { metricsPage } from './documents/metrics-page.ts';
import { profilesPage } from './documents/profiles-page.ts';
import type { Hub } from './live/hub.ts';
import type { SettingsRelay } from './relay-settings.ts';
import { serveHttp } from './serve-http.ts';

// Routes are only declared, never called: the documents need no servers.
const absent = {} as unknown;
const server = await serveHttp({
  db: absent as History,
  redis: absent as ScriptedRedis,
  hub: absent as Hub,
  relay: absent as SettingsRelay,
  log: absent as Log,
  settings: { ALLOW_PRIVATE_WEBHOOKS: false, INGEST_PORT: 4001 },
});
await server.ready();
const directory = process.argv[2] ?? 'docs';
await mkdir(directory, { recursive: true });
const write = (name: string, document: unknown) => writeFile(join(directory, name), `${JSON.stringify(document, null, 2)}\n`);
await write('openapi.json', server.swagger());
await write('asyncapi.json', asyncApiDocument());
await writeFile(join(directory, 'profiles.md'), profilesPage('en'));
await writeFile(join(directory, 'profiles.zh-CN.md'), profilesPage('zh-CN'));
// Prose that is written by hand, with the tables of the definitions in it.
const written = (name: string) => readFile(path.resolve(import.meta.dirname, '../../../docs', name), 'utf8');
await writeFile(join(directory, 'metrics.md'), metricsPage(await written('metrics.md'), 'en'));
await writeFile(join(directory, 'metrics.zh-CN.md'), metricsPage(await written('metrics.zh-CN.md'), 'zh-CN'));
await server.close();
