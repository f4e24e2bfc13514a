import type { DefinedMetric } from '@watchfloor/contracts/definitions';
import { explainLive, type LiveItem } from '@watchfloor/core/explain/explain-live';
import { agentRow, floorRow, subjectRow } from '@watchfloor/core/live/rows';
import type { Board } from '../live/board.ts';
import { cursorOf, type ExplainPlace } from './explain-cursor.ts';
import type { Told } from './explain-window.ts';
import { formulaOf } from './formula-of.ts';
import { numberAt } from './number-at.ts';
import { showPage } from './show-page.ts';
import type { SubjectAsked } from './subject-asked.ts';

type NowAsked = { path: string; metric: DefinedMetric; subject: SubjectAsked; now: number; after: ExplainPlace | null; limit: number };

/** What is behind a figure of now: the figure as `GET /live` gives it, and the conversations, tickets or agents that it counts. */
export function explainNow({ view }: Board, { path, metric, subject, now, after, limit }: NowAsked): Told {
  const asked = { view, window: '5m' as const, now };
  const { kind, id, key } = subject;
  const row = kind === 'floor' ? floorRow(asked) : kind === 'agent' ? agentRow(id, asked) : subjectRow(key, asked);
  const page = explainLive(path, { ...asked, subject: key }) ?? { items: [], leftOut: [] };
  const left = page.items.filter((item) => after === null || isAfter(item, after));
  const items = left.slice(0, limit);
  const last = items.at(-1);
  const names = { agents: new Map([...view.agents.values()].map((agent) => [agent.id, agent.name])), customers: new Map<string, string>() };
  return {
    known: false,
    value: numberAt(row, path) ?? null,
    formula: formulaOf(metric, row, null),
    restated: 0,
    ...showPage({ items, leftOut: after === null ? page.leftOut.slice(0, limit) : [] }, names),
    nextCursor: left.length > items.length && last ? cursorOf(placeOf(last)) : null,
  };
}

/** What has lasted longest comes first. */
const placeOf = ({ since, id: key }: LiveItem): ExplainPlace => ({ part: 'open', at: since ?? 0, key });

function isAfter(item: LiveItem, after: ExplainPlace): boolean {
  const { at, key } = placeOf(item);
  return at > after.at || (at === after.at && key > after.key);
}
