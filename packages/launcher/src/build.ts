import path from 'node:path';
import { buildDashboards } from './build-dashboards.ts';

// The dashboards for `npm test`, built if their sources have changed.

try {
  const built = await buildDashboards(path.resolve(import.meta.dirname, '../../..'));
  process.stdout.write(built ? 'built\n' : 'up to date\n');
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
