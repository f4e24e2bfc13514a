import type { Fact } from '@watchfloor/contracts/fact';
import { TOO_LATE } from '@watchfloor/core/floor/lateness';
import { type CohortMark, marksOfFacts } from '@watchfloor/history/cohort-marks';
import type { LedgerTable } from '@watchfloor/history/ledger-tables';
import type { Owner } from '@watchfloor/history/restatements';
import type { Database, EarlyFactRow, FactRow } from '@watchfloor/history/schema';
import { storableText } from '@watchfloor/history/storable-text';
import type { FactEntry } from '@watchfloor/redis/fact-reader';
import { earlyRows, factRow, hoursOf } from './fact-row.ts';

/** What becomes of a table, by natural key: rows that are there afterwards, and rows that are not. A key is in one of the two. */
export type RowChanges<Row> = { stand: Map<string, Row>; gone: Map<string, Row> };
export type LedgerRows = { [T in LedgerTable]: RowChanges<Database[T]> } & {
  facts: RowChanges<FactRow>;
  early_facts: RowChanges<EarlyFactRow>;
};
/** `hours`: floor -> the UTC hours whose figures change. `marks`: of which customers anything was said or taken back. */
export type Derived = { rows: LedgerRows; hours: Map<string, Set<number>>; marks: CohortMark[] };

/** Whose a fact is: a conversation's or, of his states, an agent's; null for a fact of neither. */
export function ownerOf({ floor, type, agent_id, conversation_id }: FactRow): Owner | null {
  if (conversation_id !== null) return { floor, subject: `c:${conversation_id}` };
  return type === 'status.ended' && agent_id !== null ? { floor, subject: `a:${agent_id}` } : null;
}

/** One text for an owner. */
export const ownerText = ({ floor, subject }: Owner): string => `${floor}\u0000${subject}`;

const noChanges = <Row>(): RowChanges<Row> => ({ stand: new Map(), gone: new Map() });

/**
 * Turns the facts of some entries into rows. Pure. Facts that the ledger keeps nothing of give none.
 *
 * The last word about a key holds, in the order of entries and, within a floor's batch, what is retracted before what is asserted. So the
 * tables end the same however entries are cut into transactions: a keeper asserts no second fact of a key before it has retracted the first,
 * in the same batch at the latest, so a retract never speaks of a row that a later fact has put there.
 *
 * `except`: owners (see `ownerText`) whose facts are left out.
 */
export function deriveRows(entries: readonly FactEntry[], except: ReadonlySet<string> = new Set()): Derived {
  const hours: Derived['hours'] = new Map();
  const marks: CohortMark[] = [];
  const rows: LedgerRows = {
    agents: noChanges(),
    facts: noChanges(),
    early_facts: noChanges(),
    ignored_events: noChanges(),
    late_events: noChanges(),
    floor_through: noChanges(),
  };
  for (const { batch, partition } of entries) {
    for (const { floor: name, through, retracts, facts } of batch.floors) {
      const floor = storableText(name);
      if (Number.isFinite(through)) {
        const { stand } = rows.floor_through;
        stand.set(floor, { floor, through: Math.round(Math.max(stand.get(floor)?.through ?? through, through)) });
      }
      const told = { rows, hours, marks, except, floor, partition, committedAt: batch.committedAt };
      if (retracts) for (const fact of retracts) deriveRow(told, fact, retract);
      for (const fact of facts) deriveRow(told, fact, assert);
    }
  }
  return { rows, hours, marks };
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

type Told = Derived & { except: ReadonlySet<string>; floor: string; partition: number; committedAt: number };

function deriveRow(told: Told, fact: Fact, tell: Word): void {
  const { rows, hours, floor } = told;
  switch (fact.type) {
    case 'agent.changed': {
      const { agent } = fact;
      const id = storableText(agent.id);
      const team_id = agent.teamId === null ? null : storableText(agent.teamId);
      tell(rows.agents, keyOf(floor, id), { floor, id, name: storableText(agent.name), team_id });
      return;
    }
    case 'event.ignored': {
      const at = Math.round(fact.at);
      const { event } = fact;
      const source = storableText(event.source);
      const event_id = storableText(event.id);
      const about = { floor, at, source, event_id, type: storableText(event.type), subject: storableText(event.subject) };
      const noted_at = Math.round(told.committedAt);
      const key = keyOf(floor, at, source, event_id);
      tell(rows.ignored_events, key, { ...about, reason: storableText(fact.reason), noted_at });
      if (fact.reason === TOO_LATE) tell(rows.late_events, key, { ...about, partition: told.partition, noted_at });
      return;
    }
    default: {
      const row = factRow(floor, fact);
      if (!row) return;
      const owner = told.except.size > 0 ? ownerOf(row) : null;
      if (owner && told.except.has(ownerText(owner))) return;
      tell(rows.facts, keyOf(floor, row.at, row.key), row);
      told.marks.push(...marksOfFacts([row]));
      for (const early of earlyRows(row, fact)) tell(rows.early_facts, keyOf(floor, early.day, early.at, early.key), early);
      const touched = hours.get(floor) ?? new Set();
      hours.set(floor, touched);
      for (const hour of hoursOf(row, fact)) touched.add(hour);
    }
  }
}

/** Parts never hold the character that stands between them: PostgreSQL's texts cannot. */
const keyOf = (...parts: (string | number)[]): string => parts.join('\u0000');
