import { Bonus, BonusRequest, Scorecard, ScorecardRequest } from '@watchfloor/contracts/appraisal';
import type { MetricsRow } from '@watchfloor/contracts/metrics';
import { bonusOf } from '@watchfloor/core/appraisal/bonus-of';
import { figureAt } from '@watchfloor/core/appraisal/figure-at';
import { scorecardOf } from '@watchfloor/core/appraisal/scorecard-of';
import { ProblemError } from '@watchfloor/runtime/problem';
import type { FastifyRequest } from 'fastify';
import { MANAGEMENT, principalOf } from '../access/guard.ts';
import { FloorPath } from './floor-path.ts';
import { requireFloor } from './floors.ts';
import { type MetricsParts, readMetrics } from './metrics.ts';
import { responses } from './responses.ts';
import type { ZodServer } from './route-types.ts';

/** Rules of pay tried on the figures of an agent: nothing is kept, nobody is paid by it. */
export function appraisalRoutes(server: ZodServer, parts: MetricsParts): void {
  const tags = ['appraisal'];
  const config = { access: MANAGEMENT };
  // Before the body is looked at: who may not know of a floor learns nothing of it.
  const preValidation = async (request: FastifyRequest): Promise<void> =>
    void (await requireFloor(parts.db, principalOf(request).tenant, FloorPath.parse(request.params).floor));

  server.post(
    '/api/v1/floors/:floor/scorecards/preview',
    {
      schema: {
        operationId: 'previewScorecard',
        tags,
        summary: 'What a scorecard would give an agent for a range; nothing is kept',
        params: FloorPath,
        body: ScorecardRequest,
        response: responses({ status: 200, body: Scorecard }, 400, 401, 403, 404),
      },
      config,
      preValidation,
    },
    async (request) => {
      const { kpis, ...asked } = request.body;
      const row = await rowOf(parts, { ...asked, tenant: principalOf(request).tenant, floor: request.params.floor });
      const figures = new Map(kpis.map(({ metric }, index) => [metric, valueIn(row, metric, `kpis.${index}.metric`)]));
      return scorecardOf(kpis, (metric) => figures.get(metric) ?? null);
    },
  );

  server.post(
    '/api/v1/floors/:floor/bonuses/preview',
    {
      schema: {
        operationId: 'previewBonus',
        tags,
        summary: 'What a ladder would give an agent for a range, months pooled; nothing is kept',
        params: FloorPath,
        body: BonusRequest,
        response: responses({ status: 200, body: Bonus }, 400, 401, 403, 404),
      },
      config,
      preValidation,
    },
    async (request) => {
      const { ladder, metric, ...asked } = request.body;
      const row = await rowOf(parts, { ...asked, tenant: principalOf(request).tenant, floor: request.params.floor });
      return bonusOf(ladder, { metric, value: valueIn(row, metric, 'metric') });
    },
  );
}

type Asked = { tenant: string; floor: string; agentId: string; from: string; to: string };

/** The figures of the agent. @throws ProblemError 404 for a floor that is not, 400 for somebody without any figure. */
async function rowOf(parts: MetricsParts, { agentId, ...asked }: Asked): Promise<MetricsRow> {
  const { rows } = await readMetrics(parts, { ...asked, by: 'agent' });
  const row = rows.find(({ key }) => key === agentId);
  if (!row) throw new ProblemError(400, `agentId: ${agentId} has no figures in this range`);
  return row;
}

/** @throws ProblemError 400 that names the field for what is no figure. */
function valueIn(row: MetricsRow, metric: string, field: string): number | null {
  const value = figureAt(row, metric);
  if (value === undefined) throw new ProblemError(400, `${field}: ${metric} is no figure of an agent`);
  return value;
}
