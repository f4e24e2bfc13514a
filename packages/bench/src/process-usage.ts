import { readdirSync, readFileSync } from 'node:fs';
import type { Usage } from './row.ts';

/** Linux counts CPU time in hundredths of a second (USER_HZ). */
const TICKS = 100;
const PAGE_KB = 4;

type Entry = { pid: number; parent: number; ticks: number; residentKb: number };
export type Named = { name: string; pid: number };
type Reading = { at: number; ticks: Map<string, number> };

/**
 * CPU that processes use from one moment to another, each with all its descendants (PostgreSQL works in those). Read from /proc: elsewhere
 * than on Linux there is no usage to tell.
 */
export class UsageMeter {
  readonly #processes: readonly Named[];
  #begun: Reading;

  constructor(processes: readonly Named[]) {
    this.#processes = processes;
    this.#begun = this.#read();
  }

  begin(): void {
    this.#begun = this.#read();
  }

  /** What was used since `begin`. */
  end(): Usage[] {
    const now = this.#read();
    const table = processTable();
    const seconds = Math.max((now.at - this.#begun.at) / 1000, 0.001);
    return this.#processes.map(({ name, pid }) => {
      const cpuSeconds = ((now.ticks.get(name) ?? 0) - (this.#begun.ticks.get(name) ?? 0)) / TICKS;
      const residentMb = Math.round(family(table, pid).reduce((sum, entry) => sum + entry.residentKb, 0) / 1024);
      return { name, cpuSeconds, coreShare: cpuSeconds / seconds, residentMb };
    });
  }

  #read(): Reading {
    const table = processTable();
    const ticks = new Map(this.#processes.map(({ name, pid }) => [name, family(table, pid).reduce((sum, entry) => sum + entry.ticks, 0)]));
    return { at: performance.now(), ticks };
  }
}

function family(table: readonly Entry[], pid: number): Entry[] {
  const self = table.filter((entry) => entry.pid === pid);
  return [...self, ...table.filter((entry) => entry.parent === pid).flatMap((entry) => family(table, entry.pid))];
}

function processTable(): Entry[] {
  let names: string[];
  try {
    names = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    try {
      return [parseStat(Number(name), readFileSync(`/proc/${name}/stat`, 'utf8'))];
    } catch {
      // Gone meanwhile.
      return [];
    }
  });
}

/** See proc(5): the fields after the name in brackets begin with the state, which is field 3. Waited-for children count too. */
function parseStat(pid: number, text: string): Entry {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const field = (number: number) => Number(fields[number - 3] ?? 0);
  return { pid, parent: field(4), ticks: field(14) + field(15) + field(16) + field(17), residentKb: field(24) * PAGE_KB };
}
