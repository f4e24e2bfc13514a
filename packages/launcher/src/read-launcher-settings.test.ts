import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LaunchFault } from './launch-fault.ts';
import { readLauncherSettings } from './read-launcher-settings.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'watchfloor-settings-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

function faultOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof LaunchFault) return error.message;
  }
  return 'no fault';
}

test('every wrong setting is named with the reason, a line each, and no secret is repeated', () => {
  vi.stubEnv('GATEWAY_PORT', 'eighty');
  vi.stubEnv('PARTITIONS', '0');
  vi.stubEnv('INGEST_KEY', 'short-key');
  vi.stubEnv('REDIS_URL', 'http://secret@somewhere');
  const lines = faultOf(() => readLauncherSettings(root)).split('\n');
  expect(lines.map((line) => line.split(':')[0]).toSorted()).toEqual(['GATEWAY_PORT', 'INGEST_KEY', 'PARTITIONS', 'REDIS_URL']);
  expect(lines.join()).toContain('eighty');
  expect(lines.join()).not.toMatch(/short-key|secret/);
});

test('.env fills in what the environment leaves open, and does not overrule it', () => {
  writeFileSync(path.join(root, '.env'), 'GATEWAY_PORT=4100\nPARTITIONS=8\n');
  vi.stubEnv('PARTITIONS', '4');
  vi.stubEnv('GATEWAY_PORT', '');
  expect(readLauncherSettings(root)).toMatchObject({ GATEWAY_PORT: 4100, PARTITIONS: 4, WATCHFLOOR_HOME: path.join(root, '.watchfloor') });
});
