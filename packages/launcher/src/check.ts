import path from 'node:path';
import { CHECK_PHASES } from './check-phases.ts';
import { runPhases } from './phase.ts';

// `npm run check`

const root = path.resolve(import.meta.dirname, '../../..');
process.exit(await runPhases(root, CHECK_PHASES));
