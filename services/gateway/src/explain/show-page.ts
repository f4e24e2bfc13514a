import type { Explanation } from '@watchfloor/contracts/explanation';
import { instantOf } from '@watchfloor/contracts/instant';
import type { LeftOutThing } from '@watchfloor/core/explain/explain-fact';
import type { LiveItem } from '@watchfloor/core/explain/explain-live';
import type { Thing } from '@watchfloor/core/explain/thing-of';

/** What people are called: agents by their ids, customers (masked) by the conversation. */
export type Names = { agents: ReadonlyMap<string, string>; customers: ReadonlyMap<string, string> };
type Shown = Pick<Explanation, 'items' | 'leftOut'>;

/** Items as the API gives them. */
export const showPage = (page: { items: readonly LiveItem[]; leftOut: readonly LeftOutThing[] }, names: Names): Shown => ({
  items: page.items.map((item) => ({
    ...shownThing(item, names),
    counted: item.counted.map(({ as, at, n }) => ({ as, at: instantOf(at), n })),
  })),
  leftOut: page.leftOut.map((left) => ({ ...shownThing(left, names), reason: left.reason, detail: left.detail })),
});

function shownThing({ kind, id, at, since, ms, conversationId, customer, cut, score, times }: Thing, { agents, customers }: Names) {
  const { agentId, teamId, shopId, channel } = cut;
  return {
    kind,
    id,
    at: instantOf(at),
    since: since === null ? null : instantOf(since),
    ms,
    conversationId,
    customer: customer ?? (conversationId === null ? null : (customers.get(conversationId) ?? null)),
    agentId,
    agent: agentId === null ? null : (agents.get(agentId) ?? agentId),
    teamId,
    shopId,
    channel,
    score,
    times,
  };
}
