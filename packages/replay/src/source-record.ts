/** One row or record of the file. `place` is what a person looks for in it, such as "line 12"; `row` counts from 1. */
export type SourceRecord = { place: string; row: number; value: unknown };

/** Something in the file that cannot be replayed, where it stands, and why. */
export type Fault = { place: string; id?: string; detail: string };

/** What reading yields: a record, or the fault of one, after which reading goes on. */
export type Reading = { record: SourceRecord } | { fault: Fault };
