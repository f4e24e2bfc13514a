import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

const root = path.resolve(import.meta.dirname, '../../..');
const SERVICES = ['ingest', 'keeper', 'alerting', 'gateway', 'ledger'];
const PACKAGES = [
  'contracts',
  'core',
  'redis',
  'history',
  'deliver',
  'runtime',
  'live-client',
  'simulator',
  'launcher',
  'replay',
  'bench',
  'chaos',
  'backup',
  'oracle',
  'testing',
];
const LIBRARIES = PACKAGES.filter((name) => name !== 'testing');

/** architecture.md, "Who may import whom". */
const ALLOWED: Record<string, string[]> = {
  contracts: [],
  core: ['contracts'],
  redis: ['contracts', 'core', 'runtime'],
  history: ['contracts', 'core', 'runtime'],
  deliver: ['contracts', 'runtime'],
  oracle: ['contracts'],
  runtime: [],
  'live-client': ['contracts', 'core'],
  dashboards: ['contracts', 'core', 'live-client'],
  ...Object.fromEntries(['simulator', 'launcher', 'replay', 'bench', 'chaos', 'backup', ...SERVICES].map((name) => [name, LIBRARIES])),
};
const MEMBERS = [...PACKAGES, ...SERVICES];

type Case = { file: string; code: string; forbidden: boolean };
const cases: Case[] = [];
let faulty: Set<string>;
let house: string;

for (const [from, allowed] of Object.entries(ALLOWED)) {
  const folder = SERVICES.includes(from) ? `services/${from}` : from === 'dashboards' ? 'dashboards/shared' : `packages/${from}/src`;
  const up = folder
    .split('/')
    .map(() => '..')
    .join('/');
  for (const to of MEMBERS.filter((name) => name !== from)) {
    const inside = SERVICES.includes(to) ? `services/${to}` : `packages/${to}/src`;
    const forbidden = !allowed.includes(to);
    cases.push({ file: `${folder}/by-name-${to}.ts`, code: `export { x } from '@watchfloor/${to}/x';`, forbidden });
    if (forbidden) cases.push({ file: `${folder}/bare-${to}.ts`, code: `export { x } from '@watchfloor/${to}';`, forbidden });
    cases.push({ file: `${folder}/by-path-${to}.ts`, code: `export { x } from '${up}/${inside}/x.ts';`, forbidden: true });
    cases.push({
      file: `${folder}/deep/beside-${to}.ts`,
      code: `export { x } from '../${up.replace('../', '')}/${inside.split('/').slice(1).join('/')}/x.ts';`,
      forbidden: true,
    });
    cases.push({ file: `${folder}/lazy-${to}.ts`, code: `export const x = await import('@watchfloor/${to}/x');`, forbidden });
  }
  cases.push({ file: `${folder}/own.ts`, code: `export { x } from './x.ts';`, forbidden: false });
  cases.push({ file: `${folder}/deep/own.ts`, code: `export { x } from '../x.ts';`, forbidden: false });
}
const core = (name: string, code: string, forbidden: boolean) => cases.push({ file: `packages/core/src/${name}.ts`, code, forbidden });
core('files', `export { readFileSync } from 'node:fs';`, true);
core('promises', `export { readFile } from 'node:fs/promises';`, true);
core('clock', 'export const x = Date.now();', true);
core('date', 'export const x = new Date();', true);
core('temporal', 'export const x = Temporal.Now.instant();', true);
core('ticks', 'export const x = performance.now();', true);
core('dice', 'export const x = Math.random();', true);
core('uuid', 'export const x = crypto.randomUUID();', true);
core('timer', 'export const x = () => setTimeout(() => {}, 1);', true);
core('given-date', 'export const x = (at: number) => new Date(at);', false);
core('queue', `export { default as x } from 'tinyqueue';`, false);
cases.push({ file: 'packages/contracts/src/zod.ts', code: `export { z } from 'zod';`, forbidden: false });
cases.push({ file: 'packages/contracts/src/server.ts', code: `export { fastify } from 'fastify';`, forbidden: true });
cases.push({ file: 'packages/contracts/src/node.ts', code: `export { readFileSync } from 'node:fs';`, forbidden: true });
for (const to of PACKAGES.filter((name) => name !== 'core'))
  cases.push({ file: `packages/core/src/${to}.test.ts`, code: `export { x } from '@watchfloor/${to}/x';`, forbidden: false });
for (const to of SERVICES) {
  cases.push({ file: `packages/core/src/${to}.test.ts`, code: `export { x } from '@watchfloor/${to}/x';`, forbidden: true });
  cases.push({ file: `packages/testing/src/${to}.ts`, code: `export { x } from '@watchfloor/${to}/x';`, forbidden: true });
}

beforeAll(() => {
  house = mkdtempSync(path.join(tmpdir(), 'watchfloor-house-'));
  for (const file of ['biome.json', 'packages/launcher/lint']) cpSync(path.join(root, file), path.join(house, file), { recursive: true });
  symlinkSync(path.join(root, 'node_modules'), path.join(house, 'node_modules'));
  writeFileSync(path.join(house, '.gitignore'), 'node_modules\n');
  execFileSync('git', ['init', '--quiet'], { cwd: house });
  for (const { file, code } of cases) {
    mkdirSync(path.dirname(path.join(house, file)), { recursive: true });
    writeFileSync(path.join(house, file), `${code}\n`);
  }
  const biome = path.join(root, 'node_modules/@biomejs/biome/bin/biome');
  const args = [biome, 'lint', '--reporter=json', '--max-diagnostics=none', '--diagnostic-level=error', '.'];
  const { stdout } = spawnSync(process.execPath, args, { cwd: house, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  faulty = new Set(reportedFiles(stdout));
}, 60_000);
afterAll(() => rmSync(house, { recursive: true, force: true }));

function reportedFiles(json: string): string[] {
  const Report = z.object({
    diagnostics: z.array(
      z.object({ category: z.string().nullish(), location: z.object({ path: z.union([z.string(), z.object({ file: z.string() })]) }) }),
    ),
  });
  const { diagnostics } = Report.parse(JSON.parse(json));
  return diagnostics
    .map(({ location }) => (typeof location.path === 'string' ? location.path : location.path.file))
    .map((file) => file.replace(/^\.\//, ''));
}

describe('the house', () => {
  test('has an import rule for every package and service', () => {
    expect(cases.length).toBeGreaterThan(500);
  });

  test('refuses every forbidden import', () => {
    expect(cases.filter(({ file, forbidden }) => forbidden && !faulty.has(file)).map(({ file, code }) => `${file}: ${code}`)).toEqual([]);
  });

  test('lets every allowed import pass', () => {
    expect(cases.filter(({ file, forbidden }) => !forbidden && faulty.has(file)).map(({ file, code }) => `${file}: ${code}`)).toEqual([]);
  });
});
