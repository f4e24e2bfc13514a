import type { Cut, Fact } from '@watchfloor/contracts/fact';
import type { LedgerTable } from '@watchfloor/history/ledger-tables';
import type { CutColumns, Database } from '@watchfloor/history/schema';
import type { FactEntry } from '@watchfloor/redis/fact-reader';
import { storableText } from './storable-text.ts';

/** What becomes of a table, by natural key: rows that are there afterwards, and rows that are not. A key is in one of the two. */
export type RowChanges<Row> = { stand: Map<string, Row>; gone: Map<string, Row> };
export type LedgerRows = { [T in LedgerTable]: RowChanges<Database[T]> };

const noChanges = <Row>(): RowChanges<Row> => ({ stand: new Map(), gone: new Map() });

/**
 * Turns the facts of some entries into rows. Pure. Facts that the ledger keeps nothing of give none.
 *
 * The last word about a key holds, in the order of entries and, within a floor's batch, what is retracted before what is asserted. So the
 * tables end the same however entries are cut into transactions: a keeper asserts no second fact of a key before it has retracted the first,
 * in the same batch at the latest, so a retract never speaks of a row that a later fact has put there.
 */
export function deriveRows(entries: readonly FactEntry[]): LedgerRows {
  const rows: LedgerRows = {
    agents: noChanges(),
    rounds: noChanges(),
    replies: noChanges(),
    episodes: noChanges(),
    episode_assignments: noChanges(),
    first_responses: noChanges(),
    episode_ends: noChanges(),
    holds: noChanges(),
    ignored_events: noChanges(),
    floor_through: noChanges(),
  };
  for (const { batch } of entries) {
    for (const { floor: name, through, retracts, facts } of batch.floors) {
      const floor = storableText(name);
      if (Number.isFinite(through)) {
        const { stand } = rows.floor_through;
        stand.set(floor, { floor, through: Math.round(Math.max(stand.get(floor)?.through ?? through, through)) });
      }
      const told = { rows, floor, committedAt: batch.committedAt };
      if (retracts) for (const fact of retracts) deriveRow(told, fact, retract);
      for (const fact of facts) deriveRow(told, fact, assert);
    }
  }
  return rows;
}

type Word = <Row>(changes: RowChanges<Row>, key: string, row: Row) => void;

const assert: Word = ({ stand, gone }, key, row) => {
  stand.set(key, row);
  gone.delete(key);
};

/** The row may have been written by an earlier transaction: it is to be deleted even if this one has not seen it. */
const retract: Word = ({ stand, gone }, key, row) => {
  stand.delete(key);
  gone.set(key, row);
};

type Told = { rows: LedgerRows; floor: string; committedAt: number };

function deriveRow({ rows, floor, committedAt }: Told, fact: Fact, tell: Word): void {
  const at = Math.round(fact.at);
  switch (fact.type) {
    case 'agent.changed': {
      const { agent } = fact;
      const id = storableText(agent.id);
      tell(rows.agents, keyOf(floor, id), { floor, id, name: storableText(agent.name), team_id: orNull(agent.teamId) });
      return;
    }
    case 'round.closed': {
      const round_id = storableText(fact.roundId);
      tell(rows.rounds, keyOf(floor, round_id), {
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
      const reply_id = storableText(fact.replyId);
      const episode_id = storableText(fact.episodeId);
      const customer_id = storableText(fact.customerId);
      const row = { floor, at, ...columnsOf(fact.cut), reply_id, episode_id, customer_id, replied_by: fact.by };
      tell(rows.replies, keyOf(floor, at, reply_id), row);
      return;
    }
    case 'episode.opened': {
      const episode_id = storableText(fact.episodeId);
      tell(rows.episodes, keyOf(floor, episode_id), {
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
      const hold_id = storableText(fact.holdId);
      const episode_id = storableText(fact.episodeId);
      const row = { floor, at, ...columnsOf(fact.cut), hold_id, episode_id, customer_id: storableText(fact.customerId) };
      tell(rows.episode_assignments, keyOf(floor, at, hold_id), row);
      return;
    }
    case 'episode.responded': {
      const episode_id = storableText(fact.episodeId);
      const waits = { wait_ms: Math.round(fact.waitMs), agent_wait_ms: fact.agentWaitMs === null ? null : Math.round(fact.agentWaitMs) };
      tell(rows.first_responses, keyOf(floor, episode_id), { floor, at, ...columnsOf(fact.cut), episode_id, ...waits });
      return;
    }
    case 'episode.closed': {
      const episode_id = storableText(fact.episodeId);
      tell(rows.episode_ends, keyOf(floor, episode_id), {
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
      const hold_id = storableText(fact.holdId);
      const episode_id = storableText(fact.episodeId);
      const times = { from_at: Math.round(fact.from), handle_ms: Math.round(fact.handleMs) };
      tell(rows.holds, keyOf(floor, at, hold_id), { floor, at, ...columnsOf(fact.cut), hold_id, episode_id, ...times });
      return;
    }
    case 'event.ignored': {
      const { event } = fact;
      const source = storableText(event.source);
      const event_id = storableText(event.id);
      tell(rows.ignored_events, keyOf(floor, at, source, event_id), {
        floor,
        at,
        source,
        event_id,
        type: storableText(event.type),
        subject: storableText(event.subject),
        reason: storableText(fact.reason),
        noted_at: Math.round(committedAt),
      });
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
const keyOf = (...parts: (string | number)[]): string => parts.join('\u0000');
