/** One line of the table. `goal` in words; `met` null where there is no goal. A figure measured once has only its median. */
export type Figure = {
  label: string;
  unit: string;
  min: number | null;
  median: number | null;
  max: number | null;
  goal: string | null;
  met: boolean | null;
};

/** CPU and memory of one process (with its children) over the time that was measured. */
export type Usage = { name: string; cpuSeconds: number; coreShare: number; residentMb: number };

/** What a row found: the load it drove, its figures, what each process cost, remarks. */
export type RowResult = { load: string; figures: Figure[]; usage: Usage[]; notes: string[] };

export type RowOptions = { rate: number | undefined; seconds: number | undefined; agents: number; floors: number; pairs: number };

export type RowContext = {
  root: string;
  /** Where services write CPU profiles on their end; none: they do not. */
  profile: string | undefined;
  options: RowOptions;
  signal: AbortSignal;
  say: (line: string) => void;
};

/** A benchmark: what it measures and against what, and the goal in words. `onlyWhenNamed`: it takes too long to be run with all the others. */
export type Row = {
  name: string;
  what: string;
  against: string;
  goal: string;
  onlyWhenNamed?: boolean;
  run(context: RowContext): Promise<RowResult[]>;
};
