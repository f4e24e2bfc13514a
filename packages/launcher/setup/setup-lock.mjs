import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { say } from './say.mjs';

const RETRY_MS = 250;

/** Runs `work` while nobody else sets this clone up. The lock of a process that is gone is taken over. */
export async function withSetupLock(root, work) {
  const file = path.join(root, '.watchfloor/setup.lock');
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  for (let told = false; !take(file); told = true) {
    if (!told) say('another command is installing; waiting for it');
    await wait(RETRY_MS);
  }
  const release = () => rmSync(file, { force: true });
  process.on('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  if (!isAlive(readHolder(file))) rmSync(file, { force: true });
  return false;
}

function readHolder(file) {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return 0;
  }
}

function isAlive(pid) {
  if (!pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
