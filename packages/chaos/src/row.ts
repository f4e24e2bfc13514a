/** What became of one fault: how often it struck, and where the house differs from what its client was told. */
export type Finding = {
  fault: string;
  times: number;
  /** Events that the client was told are durable. */
  events: number;
  /** Of those, not applied; applied without having been told. */
  lost: number;
  doubled: number;
  /** Milliseconds from each fault (or its end, where it lasts) until everything worked again. */
  backMs: number[];
  /** Every figure that differs, every demand that was not met; none: the fault was survived. */
  wrong: string[];
  notes: string[];
};

export type RowContext = {
  /** How often each fault strikes; undefined: as often as the row finds right. */
  times: number | undefined;
  /** Events a second that flow meanwhile. */
  rate: number;
  signal: AbortSignal;
  say: (line: string) => void;
};

/** A kind of fault. */
export type Row = { name: string; what: string; run(context: RowContext): Promise<Finding[]> };
