import { type DefinedMetric, definitionOf } from '@watchfloor/contracts/definitions';
import { ExplainQuery, Explanation } from '@watchfloor/contracts/explanation';
import { type FloorEntry, floorKeyOf } from '@watchfloor/contracts/floor';
import { instantOf } from '@watchfloor/contracts/instant';
import { windowMs } from '@watchfloor/contracts/live';
import { ProfileName } from '@watchfloor/contracts/profile';
import { slackRate } from '@watchfloor/core/live/slack';
import { versionAt } from '@watchfloor/core/profile/profiles';
import { dayAround } from '@watchfloor/core/window/calendar-spans';
import { readFloorThrough } from '@watchfloor/history/floor-through';
import { ProblemError } from '@watchfloor/runtime/problem';
import { principalOf, STAFF } from '../access/guard.ts';
import { explainCohort } from '../explain/explain-cohort.ts';
import { type ExplainPlace, placeOf } from '../explain/explain-cursor.ts';
import { explainNow } from '../explain/explain-now.ts';
import { explainWindow, type Told } from '../explain/explain-window.ts';
import { nameOfSubject } from '../explain/name-of-subject.ts';
import { type SubjectAsked, subjectAsked } from '../explain/subject-asked.ts';
import { FloorPath } from './floor-path.ts';
import { requireFloor } from './floors.ts';
import { CATCH_UP_MS, type MetricsParts, openNow, readMetrics } from './metrics.ts';
import { responses } from './responses.ts';
import type { ZodServer } from './route-types.ts';

/** What is behind a number: every figure opens it. */
export function explainRoutes(server: ZodServer, parts: MetricsParts): void {
  const { db, hub } = parts;
  server.get(
    '/api/v1/floors/:floor/explain',
    {
      schema: {
        operationId: 'explainMetric',
        tags: ['figures'],
        summary:
          'What is behind a number: the rounds, conversations or states that it counts, what was left out and why, and its definition',
        params: FloorPath,
        querystring: ExplainQuery,
        response: responses({ status: 200, body: Explanation }, 400, 401, 403, 404, 503),
      },
      config: { access: STAFF },
    },
    async (request): Promise<Explanation> => {
      const { tenant } = principalOf(request);
      const floor = await requireFloor(db, tenant, request.params.floor);
      const { metric: path, subject: name, cursor, limit } = request.query;
      const metric = definitionOf(path);
      if (!metric) throw new ProblemError(400, `metric: there is no metric ${path}`);
      const floorKey = floorKeyOf(tenant, floor.id);
      const subject = subjectAsked(name, floor.id);
      const after = cursor === undefined ? null : placeOf(cursor);
      const asked = { floor, path, metric, subject, after, limit };
      const { from, to, asOf, told } = await (metric.definition.kind === 'live'
        ? path === 'slack'
          ? tellSlack(parts, asked)
          : tellNow(parts, asked)
        : tellRange(parts, asked, request.query));
      const subjectName = await nameOfSubject({ db, hub }, { floorKey, floor, subject, known: told.known });
      if (subjectName === null) throw new ProblemError(400, `subject: nothing is known of ${name}`);
      const { known: _, ...explained } = told;
      return {
        floor: floor.id,
        metric: path,
        subject: { kind: subject.kind, id: subject.id, name: subjectName },
        from: instantOf(from),
        to: instantOf(to),
        asOf: asOf === null ? null : instantOf(asOf),
        definition: definitionShown(metric),
        profile: profileOf(path, floor, to),
        ...explained,
      };
    },
  );
}

/** The profile by whose rules a figure is made: of a platform's figure its own, else that of the floor. */
function profileOf(path: string, floor: FloorEntry, at: number): Explanation['profile'] {
  const [kind, platform] = path.split('.');
  const name = (kind === 'platform' ? ProfileName.safeParse(platform).data : undefined) ?? floor.profile;
  return { name, version: versionAt(name, at).version };
}

type Asked = {
  floor: FloorEntry;
  path: string;
  metric: DefinedMetric;
  subject: SubjectAsked;
  after: ExplainPlace | null;
  limit: number;
};
/** Epoch milliseconds. */
type Answer = { from: number; to: number; asOf: number | null; told: Told };

/** A figure of now has no range, whatever was asked. */
async function tellNow({ hub }: MetricsParts, { floor, ...asked }: Asked): Promise<Answer> {
  const floorKey = floorKeyOf(floor.tenant, floor.id);
  const board = await hub.board(floorKey, floor);
  const fresh = await hub.freshAt(hub.partitionOf(floorKey), CATCH_UP_MS).catch(() => {
    throw new ProblemError(503, 'The live data cannot be read now.', { headers: { 'retry-after': '2' } });
  });
  const now = board.now(fresh);
  return { from: now, to: now, asOf: now, told: explainNow(board, { ...asked, now }) };
}

/** Slack is a figure of now that is made of today: behind it are the verdicts of its reply rate. */
async function tellSlack(parts: MetricsParts, asked: Asked): Promise<Answer> {
  const { floor, subject } = asked;
  const { from: now, asOf, told } = await tellNow(parts, asked);
  const path = slackRate(floor, subject.kind === 'shop' ? subject.id : null);
  const metric = definitionOf(path);
  if (!metric) return { from: now, to: now, asOf, told };
  const today = { from: instantOf(dayAround(now, floor).from), to: instantOf(endOfNow(now)) };
  const { told: behind, ...range } = await tellRange(parts, { ...asked, path, metric }, today);
  return { ...range, told: { ...behind, value: told.value, formula: null } };
}

async function tellRange(parts: MetricsParts, { floor, ...asked }: Asked, query: Pick<ExplainQuery, 'from' | 'to'>): Promise<Answer> {
  const floorKey = floorKeyOf(floor.tenant, floor.id);
  const open = await openNow(parts, floor);
  const range = rangeOf(query, open?.now ?? Date.now());
  // Read first: what is in by then is surely in the answer.
  const asOf = await readFloorThrough(parts.db, floorKey);
  const [from, to] = [instantOf(range.from), instantOf(range.to)];
  const { kind, id } = asked.subject;
  const readRow = async () => {
    const { rows } = await readMetrics(parts, { tenant: floor.tenant, floor: floor.id, from, to, by: kind });
    return rows.find(({ key }) => key === id) ?? null;
  };
  const question = { ...asked, floorKey, range, readRow };
  const isOfCohorts = asked.metric.definition.kind === 'cohort';
  const told = await (isOfCohorts ? explainCohort(parts.db, question) : explainWindow(parts.db, { ...question, open }));
  return { ...range, asOf, told };
}

/** As live windows end: at the next whole second, so that everything up to now is in. */
const endOfNow = (now: number): number => (Math.floor(now / 1000) + 1) * 1000;

function rangeOf({ from, to }: Pick<ExplainQuery, 'from' | 'to'>, now: number) {
  if (from !== undefined && to !== undefined) return { from: Date.parse(from), to: Date.parse(to) };
  const end = endOfNow(now);
  return { from: end - windowMs['5m'], to: end };
}

const definitionShown = ({ key, name, unit, definition }: DefinedMetric): Explanation['definition'] => ({
  key,
  version: definition.version,
  kind: definition.kind,
  unit,
  name,
  text: definition.text,
});
