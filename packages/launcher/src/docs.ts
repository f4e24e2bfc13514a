import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runPhases } from './phase.ts';

// `npm run docs` writes the generated documents of docs/ anew (the gateway's write-docs.ts says which); with --check it says which of them are not what it would write.

const root = path.resolve(import.meta.dirname, '../../..');
const docs = path.join(root, 'docs');
const onlyCheck = process.argv.includes('--check');
const target = onlyCheck ? mkdtempSync(path.join(tmpdir(), 'watchfloor-docs-')) : docs;
try {
  process.exitCode = await runPhases(root, [{ name: 'write the documents', args: ['services/gateway/src/write-docs.ts', target] }]);
  if (onlyCheck && process.exitCode === 0) {
    const stale = readdirSync(target).filter((name) => read(path.join(target, name)) !== read(path.join(docs, name)));
    if (stale.length > 0) {
      process.stderr.write(`${stale.map((name) => `docs/${name}`).join(', ')}: not what the code says. Run: npm run docs\n`);
      process.exitCode = 1;
    }
  }
} finally {
  if (onlyCheck) rmSync(target, { recursive: true, force: true });
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
