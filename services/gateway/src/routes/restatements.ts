import { floorKeyOf } from '@watchfloor/contracts/floor';
import { instantOf } from '@watchfloor/contracts/instant';
import { RestatementPage, RestatementQuery, SealedDay } from '@watchfloor/contracts/restatement';
import { dayAround } from '@watchfloor/core/window/calendar-spans';
import type { History } from '@watchfloor/history/connect';
import { listRestatements } from '@watchfloor/history/restatements';
import type { SealedDayRow } from '@watchfloor/history/schema';
import { listSealedDays, sealDay } from '@watchfloor/history/sealed-days';
import { ProblemError } from '@watchfloor/runtime/problem';
import { z } from 'zod';
import { MANAGEMENT, principalOf, STAFF } from '../access/guard.ts';
import { FloorPath } from './floor-path.ts';
import { requireFloor } from './floors.ts';
import { responses } from './responses.ts';
import type { ZodServer } from './route-types.ts';

const DayPath = FloorPath.extend({ date: z.iso.date().meta({ description: 'the day of the floor, which begins at its dayStart' }) });

/** What late events have changed, and the days that they change no more. */
export function restatementRoutes(server: ZodServer, { db }: { db: History }): void {
  const tags = ['figures'];

  server.get(
    '/api/v1/floors/:floor/restatements',
    {
      schema: {
        operationId: 'listRestatements',
        tags,
        summary: 'Figures of the past that late events have changed, and why, newest first',
        params: FloorPath,
        querystring: RestatementQuery,
        response: responses({ status: 200, body: RestatementPage }, 400, 401, 403, 404),
      },
      config: { access: STAFF },
    },
    async (request) => {
      const { tenant } = principalOf(request);
      const floor = await requireFloor(db, tenant, request.params.floor);
      const { cursor, limit } = request.query;
      const before = cursor === undefined ? undefined : Number(cursor);
      const { items, next } = await listRestatements(db, { floorKey: floorKeyOf(tenant, floor.id), before, limit });
      return { items, nextCursor: next === null ? null : String(next) };
    },
  );

  server.get(
    '/api/v1/floors/:floor/sealed-days',
    {
      schema: {
        operationId: 'listSealedDays',
        tags,
        summary: 'Days that were sealed by hand, the latest first; others are sealed so many hours after their end as the floor says',
        params: FloorPath,
        response: responses({ status: 200, body: z.object({ items: z.array(SealedDay), nextCursor: z.null() }) }, 401, 403, 404),
      },
      config: { access: STAFF },
    },
    async (request) => {
      const { tenant } = principalOf(request);
      const floor = await requireFloor(db, tenant, request.params.floor);
      const rows = await listSealedDays(db, floorKeyOf(tenant, floor.id));
      return { items: rows.map((row) => shown(row, floor.zone)), nextCursor: null };
    },
  );

  server.put(
    '/api/v1/floors/:floor/sealed-days/:date',
    {
      schema: {
        operationId: 'sealDay',
        tags,
        summary: 'Seal a day that is over: no late event changes its figures any more. There is no way back',
        params: DayPath,
        response: responses({ status: 200, body: SealedDay }, 400, 401, 403, 404),
      },
      config: { access: MANAGEMENT },
      // Before the date is looked at: who may not know of a floor learns nothing of it.
      preValidation: async (request) => void (await requireFloor(db, principalOf(request).tenant, FloorPath.parse(request.params).floor)),
    },
    async (request) => {
      const { tenant, userId } = principalOf(request);
      const floor = await requireFloor(db, tenant, request.params.floor);
      const { zone, dayStart } = floor;
      const plainTime = Temporal.PlainTime.from(dayStart);
      const start = Temporal.PlainDate.from(request.params.date).toZonedDateTime({ timeZone: zone, plainTime }).epochMilliseconds;
      const day = dayAround(start, floor);
      const now = Date.now();
      if (day.to > now) throw new ProblemError(400, `date: the day is not over before ${instantOf(day.to)}`);
      return shown(await sealDay(db, { floor: floorKeyOf(tenant, floor.id), day, by: userId, now }), zone);
    },
  );
}

const shown = ({ start, until, sealed_at, sealed_by }: SealedDayRow, zone: string): SealedDay => ({
  date: Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(zone).toPlainDate().toString(),
  from: instantOf(start),
  to: instantOf(until),
  sealedAt: instantOf(sealed_at),
  by: sealed_by,
});
