import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as schemas from '@watchfloor/contracts/settings';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../..');
const example = readFileSync(path.join(root, '.env.example'), 'utf8').split('\n');
const named = example.flatMap((line) => line.match(/^#? ?([A-Z_]+)=/)?.[1] ?? []);
const settings = new Set(
  Object.entries(schemas).flatMap(([name, schema]) =>
    name.endsWith('Settings') && typeof schema === 'object' ? Object.keys(schema.shape) : [],
  ),
);

/** Read by no program of ours: docker-compose.yml puts them into the two addresses. */
const COMPOSE_ONLY = ['REDIS_PASSWORD', 'POSTGRES_PASSWORD'];

test('.env.example names every setting once, and nothing that is none', () => {
  expect(named.toSorted()).toEqual([...settings, ...COMPOSE_ONLY].toSorted());
});

test('.env.example explains every setting in the lines above it', () => {
  const bare = example.filter((line, index) => /^#? ?[A-Z_]+=/.test(line) && !/^# [A-Z0-9]/.test(example[index - 1] ?? ''));
  expect(bare).toEqual([]);
});

test('docker-compose.yml reads nothing but what .env.example names, and holds no secret', () => {
  const compose = readFileSync(path.join(root, 'docker-compose.yml'), 'utf8');
  const read = [...compose.matchAll(/(?<!\$)\$\{([A-Z_]+)/g)].map(([, name]) => name);
  expect([...new Set(read)].filter((name) => !named.includes(name ?? ''))).toEqual([]);
  for (const secret of [...COMPOSE_ONLY, 'ADMIN_PASSWORD', 'INGEST_KEY'])
    expect(compose).not.toMatch(new RegExp(`\\$\\{${secret}(?!:\\?)`));
});
