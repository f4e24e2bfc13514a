import { execFileSync } from 'node:child_process';
import { cpus, loadavg, totalmem } from 'node:os';

/** What the figures were measured on. `loadBefore`: other work in the minute before, as mean runnable processes. */
export type Machine = { cpu: string; cores: number; memoryGb: number; node: string; redis: string; loadBefore: number };

export function describeMachine(): Machine {
  const all = cpus();
  return {
    cpu: all[0]?.model ?? 'unknown',
    cores: all.length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    redis: /v=(\S+)/.exec(execFileSync('redis-server', ['--version'], { encoding: 'utf8' }))?.[1] ?? 'unknown',
    loadBefore: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  };
}

export const machineLine = ({ cpu, cores, memoryGb, node, redis, loadBefore }: Machine): string =>
  `${cpu}, ${cores} cores, ${memoryGb} GB, Node ${node}, Redis ${redis}, load before ${loadBefore}`;
