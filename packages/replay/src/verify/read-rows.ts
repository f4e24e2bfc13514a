import { CohortFigures } from '@watchfloor/contracts/cohorts';
import { Figures } from '@watchfloor/contracts/figures';
import { Floor } from '@watchfloor/contracts/floor';
import { MetricsAnswer, MetricsBy } from '@watchfloor/contracts/metrics';
import { call, problem } from '../call.ts';
import type { Connection } from '../connection.ts';
import { ReplayError } from '../replay-error.ts';
import { cohortNumbers } from './cohort-numbers.ts';
import type { Range } from './hours-of.ts';
import { type Row, rowKey } from './row.ts';

/** A floor seen through the gateway, in a session. */
export type FloorReader = { connection: Connection; floor: string; cookie: string; signal: AbortSignal };

/** What is set on the floor. @throws ReplayError when the gateway does not tell */
export async function readFloor(reader: FloorReader): Promise<Floor> {
  return Floor.parse(await read(reader, ''));
}

/** Everybody's figures, over the whole range and by hour, as the gateway gives them. */
export async function readRows(reader: FloorReader, { from, to }: Range): Promise<Map<string, Row>> {
  const rows = new Map<string, Row>();
  for (const by of MetricsBy.options) {
    for (const bucket of [null, 'hour']) {
      const query = new URLSearchParams({
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
        by,
        ...(bucket === null ? {} : { bucket }),
      });
      const answer = MetricsAnswer.parse(await read(reader, `/metrics?${query}`));
      for (const row of answer.rows) {
        const of = { by, key: row.key, hour: row.bucket === undefined ? null : Date.parse(row.bucket) };
        rows.set(rowKey(of), { ...of, figures: { ...Figures.parse(row), ...cohortNumbers(CohortFigures.parse(row)) } });
      }
    }
  }
  return rows;
}

/** Up to when the cohorts of the floor are counted, epoch ms: they follow the other figures, now and then. Null while it has no figures at all. */
export async function countedThrough(reader: FloorReader, { from, to }: Range): Promise<number | null> {
  const query = new URLSearchParams({ from: new Date(from).toISOString(), to: new Date(to).toISOString() });
  const [row] = MetricsAnswer.parse(await read(reader, `/metrics?${query}`)).rows;
  return row ? Date.parse(row.cohorts.asOf ?? new Date(0).toISOString()) : null;
}

/** What the gateway answers under a floor's address. */
export async function read({ connection, floor, cookie, signal }: FloorReader, path: string): Promise<unknown> {
  const url = `${connection.gateway}/api/v1/floors/${encodeURIComponent(floor)}${path}`;
  const answer = await call(url, { headers: { cookie } }, signal);
  if (answer.status !== 200) throw new ReplayError(`the figures of floor ${floor} cannot be read: ${problem(answer)}`);
  return answer.body;
}
