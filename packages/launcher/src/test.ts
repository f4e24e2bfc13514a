import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { CHECK_PHASES } from './check-phases.ts';
import { type Phase, runPhases } from './phase.ts';

// `npm test`: the check, the dashboards, then unit, integration and end-to-end tests. What stands after -- goes to vitest.

const root = path.resolve(import.meta.dirname, '../../..');
const args = process.argv.slice(2);
const results = mkdtempSync(path.join(tmpdir(), 'watchfloor-test-'));
const projects = ['unit', 'integration', 'e2e'];
process.on('exit', () => rmSync(results, { recursive: true, force: true }));

const build: Phase = { name: 'build of the dashboards', args: ['packages/launcher/src/build.ts'] };
const code = await runPhases(root, [...CHECK_PHASES, build, ...projects.map(vitest)]);
if (code === 0) process.stdout.write(`\n${total()}\n`);
process.exit(code);

function vitest(project: string): Phase {
  const report = ['--reporter=default', '--reporter=json', `--outputFile.json=${path.join(results, `${project}.json`)}`];
  // With a filter a project may well have no test to run; without one that is a fault.
  const filtered = args.length > 0 ? ['--passWithNoTests'] : [];
  return {
    name: `${project} tests`,
    args: ['node_modules/vitest/vitest.mjs', 'run', '--project', project, ...report, ...filtered, ...args],
  };
}

/** The sum over the projects. */
function total(): string {
  const Report = z.object({
    numPassedTests: z.number(),
    numFailedTests: z.number(),
    numPendingTests: z.number(),
    numTodoTests: z.number(),
  });
  const reports = projects.map((project) => Report.parse(JSON.parse(readFileSync(path.join(results, `${project}.json`), 'utf8'))));
  const sum = (pick: (report: z.infer<typeof Report>) => number) => reports.reduce((all, report) => all + pick(report), 0);
  const skipped = sum((report) => report.numPendingTests + report.numTodoTests);
  return `${sum((report) => report.numPassedTests)} passed, ${sum((report) => report.numFailedTests)} failed, ${skipped} skipped`;
}
