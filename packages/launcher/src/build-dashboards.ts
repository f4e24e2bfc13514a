import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runProgram } from './run-program.ts';

const SOURCES = ['dashboards/**', 'packages/{contracts,core,live-client}/{src/**,package.json}', 'package-lock.json'];
const MARK = '.built-from';

/** Builds the dashboards into dashboards/dist, unless what is there was built from these very sources. Gives whether it had to. */
export async function buildDashboards(root: string, signal?: AbortSignal): Promise<boolean> {
  const folder = path.join(root, 'dashboards');
  const output = path.join(folder, 'dist');
  const mark = path.join(output, MARK);
  const wanted = hashOf(root);
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return false;
  // Built aside and moved in place, so that a gateway never serves half of it.
  const draft = path.join(root, 'node_modules', `.dashboards-${process.pid}.tmp`);
  const vite = path.join(root, 'node_modules/vite/bin/vite.js');
  try {
    const args = [vite, 'build', '--outDir', draft, '--emptyOutDir', '--logLevel', 'warn'];
    await runProgram({
      what: 'the build of the dashboards',
      args,
      cwd: folder,
      env: { ...process.env, NODE_ENV: 'production' },
      ...(signal && { signal }),
    });
    writeFileSync(path.join(draft, MARK), wanted);
    rmSync(output, { recursive: true, force: true });
    renameSync(draft, output);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return true;
}

function hashOf(root: string): string {
  const hash = createHash('sha256');
  const isSource = (file: string) => !/(^|\/)(dist[^/]*|node_modules|test)\/|\.test\.tsx?$/.test(file);
  for (const file of globSync(SOURCES, { cwd: root }).filter(isSource).toSorted()) {
    const full = path.join(root, file);
    if (statSync(full).isFile()) hash.update(`${file}\0`).update(readFileSync(full)).update('\0');
  }
  return hash.digest('hex');
}
