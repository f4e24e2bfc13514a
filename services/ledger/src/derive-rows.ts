import type { Cut, Fact } from '@watchfloor/contracts/fact';
import type { LedgerTable } from '@watchfloor/history/ledger-tables';
import type { CutColumns, Database } from '@watchfloor/history/schema';
import type { FactEntry } from '@watchfloor/redis/fact-reader';
import { storableText } from './storable-text.ts';

/** Rows of each table by their natural key: where a key comes again the later fact holds, as it would have row by row. */
export type LedgerRows = { [T in LedgerTable]: Map<string, Database[T]> };

/** Turns the facts of some entries into rows. Pure. Facts that the ledger keeps nothing of give none. */
export function deriveRows(entries: readonly FactEntry[]): LedgerRows {
  const rows: LedgerRows = {
    agents: new Map(),
    rounds: new Map(),
    replies: new Map(),
    episodes: new Map(),
    episode_assignments: new Map(),
    first_responses: new Map(),
    episode_ends: new Map(),
    holds: new Map(),
    floor_through: new Map(),
  };
  for (const { batch } of entries) {
    for (const { floor: name, through, facts } of batch.floors) {
      const floor = storableText(name);
      if (Number.isFinite(through)) {
        const before = rows.floor_through.get(floor)?.through ?? through;
        rows.floor_through.set(floor, { floor, through: Math.round(Math.max(before, through)) });
      }
      for (const fact of facts) deriveRow(rows, floor, fact);
    }
  }
  return rows;
}

function deriveRow(rows: LedgerRows, floor: string, fact: Fact): void {
  const at = Math.round(fact.at);
  switch (fact.type) {
    case 'agent.changed': {
      const { agent } = fact;
      const id = storableText(agent.id);
      rows.agents.set(keyOf(floor, id), { floor, id, name: storableText(agent.name), team_id: orNull(agent.teamId) });
      return;
    }
    case 'round.closed': {
      const round_id = storableText(fact.roundId);
      rows.rounds.set(keyOf(floor, round_id), {
        floor,
        at,
        ...columnsOf(fact.cut),
        round_id,
        conversation_id: storableText(fact.conversationId),
        opened_at: Math.round(fact.openedAt),
        outcome: fact.outcome,
        replied_by: fact.by,
        customer_wait_ms: Math.round(fact.customerWaitMs),
        agent_wait_ms: fact.agentWaitMs === null ? null : Math.round(fact.agentWaitMs),
      });
      return;
    }
    case 'customer.answered': {
      const episode_id = storableText(fact.episodeId);
      const cut = columnsOf(fact.cut);
      const row = { floor, at, ...cut, episode_id, customer_id: storableText(fact.customerId), replied_by: fact.by };
      rows.replies.set(keyOf(floor, at, episode_id, cut.agent_id), row);
      return;
    }
    case 'episode.opened': {
      const episode_id = storableText(fact.episodeId);
      rows.episodes.set(keyOf(floor, episode_id), {
        floor,
        at,
        ...columnsOf(fact.cut),
        episode_id,
        conversation_id: storableText(fact.conversationId),
        customer_id: storableText(fact.customerId),
        intent: fact.intent,
        topic: orNull(fact.topic),
        started_by: fact.startedBy,
      });
      return;
    }
    case 'episode.assigned': {
      const episode_id = storableText(fact.episodeId);
      const cut = columnsOf(fact.cut);
      const row = { floor, at, ...cut, episode_id, customer_id: storableText(fact.customerId) };
      rows.episode_assignments.set(keyOf(floor, at, episode_id, cut.agent_id), row);
      return;
    }
    case 'episode.responded': {
      const episode_id = storableText(fact.episodeId);
      const waits = { wait_ms: Math.round(fact.waitMs), agent_wait_ms: fact.agentWaitMs === null ? null : Math.round(fact.agentWaitMs) };
      rows.first_responses.set(keyOf(floor, episode_id), { floor, at, ...columnsOf(fact.cut), episode_id, ...waits });
      return;
    }
    case 'episode.closed': {
      const episode_id = storableText(fact.episodeId);
      rows.episode_ends.set(keyOf(floor, episode_id), {
        floor,
        at,
        ...columnsOf(fact.cut),
        episode_id,
        conversation_id: storableText(fact.conversationId),
        reason: orNull(fact.reason),
        abandoned: fact.abandoned,
        wanted_human: fact.wantedHuman,
        wait_ms: Math.round(fact.waitMs),
      });
      return;
    }
    case 'hold.ended': {
      const episode_id = storableText(fact.episodeId);
      const cut = columnsOf(fact.cut);
      const from_at = Math.round(fact.from);
      const row = { floor, at, ...cut, episode_id, from_at, handle_ms: Math.round(fact.handleMs) };
      rows.holds.set(keyOf(floor, at, episode_id, from_at, cut.agent_id), row);
      return;
    }
  }
}

const orNull = (text: string | null): string | null => (text === null ? null : storableText(text));

const columnsOf = (cut: Cut): CutColumns => ({
  agent_id: orNull(cut.agentId),
  team_id: orNull(cut.teamId),
  shop_id: orNull(cut.shopId),
  channel: orNull(cut.channel),
});

/** Parts never hold the character that stands between them: PostgreSQL's texts cannot. */
const keyOf = (...parts: (string | number | null)[]): string => parts.map((part) => part ?? '\u0000null').join('\u0000');
