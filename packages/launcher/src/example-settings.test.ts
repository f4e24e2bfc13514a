import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as schemas from '@watchfloor/contracts/settings';
import { expect, test } from 'vitest';

const example = readFileSync(path.resolve(import.meta.dirname, '../../../.env.example'), 'utf8').split('\n');
const named = example.flatMap((line) => line.match(/^#? ?([A-Z_]+)=/)?.[1] ?? []);
const settings = new Set(
  Object.entries(schemas).flatMap(([name, schema]) =>
    name.endsWith('Settings') && typeof schema === 'object' ? Object.keys(schema.shape) : [],
  ),
);

test('.env.example names every setting once, and nothing that is none', () => {
  expect(named.toSorted()).toEqual([...settings].toSorted());
});

test('.env.example explains every setting in the lines above it', () => {
  const bare = example.filter((line, index) => /^#? ?[A-Z_]+=/.test(line) && !/^# [A-Z0-9]/.test(example[index - 1] ?? ''));
  expect(bare).toEqual([]);
});
