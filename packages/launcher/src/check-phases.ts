import type { Phase } from './phase.ts';

/** Everything that can be said about the sources without running them. */
export const CHECK_PHASES: Phase[] = [
  { name: 'format and lint', args: ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'] },
  { name: 'types', args: ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'] },
  { name: 'types of the dashboards', args: ['node_modules/typescript/bin/tsc', '-p', 'dashboards/tsconfig.json', '--noEmit'] },
  { name: 'nothing unused', args: ['node_modules/knip/bin/knip.js', '--no-progress'] },
  { name: 'generated documents are up to date', args: ['packages/launcher/src/docs.ts', '--check'] },
];
