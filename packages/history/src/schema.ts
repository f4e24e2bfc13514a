import type { Role } from '@watchfloor/contracts/access';
import type { Fact } from '@watchfloor/contracts/fact';
import type { FloorEntry } from '@watchfloor/contracts/floor';
import type { RestatementOutcome } from '@watchfloor/contracts/restatement';
import type { SettingEvent, SettingKind } from '@watchfloor/contracts/setting';
import type { OrderEvent } from '@watchfloor/core/cohort/order';
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { Tier } from './cover-range.ts';

/**
 * The tables. Instants are epoch milliseconds in bigint: exact, and what everything inside counts in. `floor` is the key `tenant/floor`.
 * Ledger's tables are written by the ledger only, the others by the gateway only.
 */
export type Database = {
  ledger_positions: LedgerPositionRow;
  floor_through: FloorThroughRow;
  agents: AgentRow;
  facts: FactTable;
  early_facts: EarlyFactRow;
  fact_hours: FactHourTable;
  rollups: RollupRow;
  rollup_spans: RollupSpanTable;
  rollup_days: RollupDayRow;
  ignored_events: IgnoredEventRow;
  late_events: LateEventRow;
  restated_subjects: RestatedSubjectRow;
  restatements: RestatementTable;
  restated_figures: RestatedFigureRow;
  sealed_days: SealedDayRow;
  order_events: OrderEventRow;
  cohort_marks: CohortMarkTable;
  cohort_talks: CohortTalkRow;
  cohort_items: CohortItemRow;
  cohort_hours: CohortHourRow;
  cohort_progress: CohortProgressRow;
  archive: ArchiveRow;
  archive_positions: ArchivePositionRow;
  users: UserRow;
  sessions: SessionRow;
  api_tokens: ApiTokenRow;
  floors: FloorRow;
  setting_versions: SettingVersionRow;
  settings_outbox: SettingsOutboxRow;
  idempotency_keys: IdempotencyKeyRow;
  ingest_keys: IngestKeyRow;
  channels: ChannelRow;
};

/** Where and when: the event time of the fact. */
type AtColumns = { floor: string; at: number };

/** Up to which fact entry a partition is in; `committed_through` is the keeper's clock at that entry. */
export type LedgerPositionRow = { partition: number; fact_id: string; log_id: Generated<string>; committed_through: number };
/** The greatest event time of a floor that is in. */
export type FloorThroughRow = { floor: string; through: number };
/** The last known name and team of an agent. */
export type AgentRow = { floor: string; id: string; name: string; team_id: string | null };

/**
 * A fact. `key` is the digest of its type and natural identity: at one instant of a floor it is there once. The ids are for finding it; `body` is
 * the fact as it was told, JSON.
 */
export type FactRow = AtColumns & {
  key: string;
  type: Fact['type'];
  agent_id: string | null;
  conversation_id: string | null;
  customer_id: string | null;
  body: string;
};
export type FactTable = FactRow & { restated: Generated<boolean> };
/**
 * A fact that counts in hours before the one it stands in (a verdict, a state that lasted): once for every UTC day (its beginning) of those hours.
 * `first_at` is the first instant at which it counts. Who wants the facts of an hour that end later looks under the day of that hour.
 */
export type EarlyFactRow = AtColumns & { day: number; key: string; first_at: number; body: string };
/** A UTC hour with facts. `version` counts the changes; what is rolled up holds while `rolled` is the same. `todo`: not in a day's figures yet. */
export type FactHourTable = {
  floor: string;
  hour: number;
  version: Generated<number>;
  rolled: Generated<number>;
  todo: Generated<boolean>;
};
/** Figures of a subject (SubjectKey) in a span: a tally without its customers, how many those are, and who, a JSON array. */
export type RollupRow = { floor: string; tier: Tier; start: number; subject: string; handled: number; tally: string; customers: string };
/** A day or a month of a floor whose figures are rolled up; `todo`: a day that is not in a month's figures yet. */
export type RollupSpanTable = { floor: string; tier: 'day' | 'month'; start: number; until: number; todo: Generated<boolean> };
/** By which days the days of a floor were rolled up. */
export type RollupDayRow = { floor: string; zone: string; day_start: string };

/** An event that changed nothing, and why; `at` is its own time, `noted_at` the keeper's clock when that was said. */
export type IgnoredEventRow = AtColumns & {
  source: string;
  event_id: string;
  type: string;
  subject: string;
  reason: string;
  noted_at: number;
};

/** A logged event. `at` is its own time, `rank` that of its type in true order, `data` JSON as it was logged, masked. */
export type ArchiveRow = AtColumns & {
  rank: number;
  source: string;
  id: string;
  received: number;
  type: string;
  subject: string;
  data: string;
};
/** Up to which log entry a partition of Redis is in the archive. */
export type ArchivePositionRow = { partition: number; log_id: string };

/** An event that came too late for the live figures and is still to be taken into the ledger's; `subject` is the event's own. */
export type LateEventRow = AtColumns & {
  source: string;
  event_id: string;
  type: string;
  subject: string;
  partition: number;
  noted_at: number;
};
/**
 * A conversation (`c:` and its id) or an agent (`a:`) whose facts come from the archive since a late event was taken in; `live` is what it is now, as
 * JSON, null when it is not open. `stale`: the log has told more of it.
 */
export type RestatedSubjectRow = {
  floor: string;
  subject: string;
  partition: number;
  stale: boolean;
  live: string | null;
  changed_at: number;
  /** Of an agent: his first and last change of status that came late; what the keeper says of his conversations since is not to be relied on. */
  late_from: number | null;
  late_through: number | null;
  /** Of an agent: the keeper knows all of him but since when he has been in his state. */
  states_only: boolean;
};
/** What late events changed. `events` and `changes` are JSON: RestatedEvent[] and RestatedChange[] of packages/contracts. */
export type RestatementTable = {
  id: Generated<number>;
  floor: string;
  noted_at: number;
  subject: string;
  outcome: RestatementOutcome;
  events: string;
  changes: string;
};
/** A restatement has changed figures of a subject (SubjectKey) in a UTC hour. */
export type RestatedFigureRow = { floor: string; hour: number; subject: string; restatement: number };
/** A day of a floor that takes in no late event any more, sealed by hand. */
export type SealedDayRow = { floor: string; start: number; until: number; sealed_at: number; sealed_by: string };

/** Something that happened to an order; `amount` is a decimal string. */
export type OrderEventRow = AtColumns & {
  source: string;
  id: string;
  type: OrderEvent['type'];
  order_id: string;
  customer_id: string;
  amount: string;
  currency: string;
  items: number | null;
  kind: OrderEvent['kind'];
};
/** A customer is to be counted anew; of a change of facts in which conversation, under which UTC day. */
export type CohortMarkTable = {
  id: GeneratedAlways<number>;
  floor: string;
  customer: string;
  conversation: string | null;
  day: number | null;
};
/** There are facts of a customer in a conversation under a UTC day. */
export type CohortTalkRow = { floor: string; customer: string; conversation: string; day: number };
/** A CohortItem, JSON, by its own instant. */
export type CohortItemRow = AtColumns & { customer: string; key: string; body: string };
/** How many items of a UTC hour count under a name for a subject (SubjectKey; `kind` is its first letter); `n` is a whole number, as text. */
export type CohortHourRow = { floor: string; kind: string; hour: number; subject: string; name: string; lasts: number; n: string };
/** Up to when the cohorts of a floor are counted: event time and wall clock. */
export type CohortProgressRow = { floor: string; through: number; at: number };

export type UserRow = { id: Generated<string>; tenant: string; email: string; password_hash: string; role: Role; created_at: number };
export type SessionRow = { digest: Buffer; user_id: string; created_at: number; expires_at: number };
export type ApiTokenRow = {
  id: Generated<string>;
  digest: Buffer;
  prefix: string;
  name: string;
  user_id: string;
  created_at: number;
  revoked_at: number | null;
};
/** The settings of a floor but for what has a column. */
export type FloorSettings = Omit<FloorEntry, 'tenant' | 'id' | 'version'>;
export type FloorRow = {
  tenant: string;
  id: string;
  settings: ColumnType<unknown, string, string>;
  version: number;
  created_at: number;
  updated_at: number;
};
/** A version of a setting, never changed; it holds from `valid_from` until the next. `body` null: removed. `author`: a user's id. */
export type SettingVersionRow = {
  seq: GeneratedAlways<number>;
  tenant: string;
  floor: string;
  kind: SettingKind;
  id: string;
  version: number;
  valid_from: number;
  body: ColumnType<Record<string, unknown> | null, string | null, never>;
  author: string | null;
};
/** A setting event that the log has not taken yet; told in the order of `id`. */
export type SettingsOutboxRow = { id: GeneratedAlways<number>; event: ColumnType<SettingEvent, string, never> };
/** What a write with an idempotency key was answered; `status` null: it is under way. `digest`: SHA-256 of what was asked. */
export type IdempotencyKeyRow = {
  user_id: string;
  route: string;
  key: string;
  digest: Buffer;
  at: number;
  status: number | null;
  body: string | null;
};
export type IngestKeyRow = {
  id: Generated<string>;
  /** SHA-256 in hex: the name under which the receiver knows the key. */
  digest: string;
  prefix: string;
  name: string;
  tenant: string;
  /** null: every floor of the tenant. */
  floors: string[] | null;
  create_floors: boolean;
  created_at: number;
  revoked_at: number | null;
};
export type ChannelRow = {
  id: Generated<string>;
  tenant: string;
  kind: 'webhook';
  name: string;
  url: string;
  /** null: every floor of the tenant. */
  floors: string[] | null;
  secret: string;
  enabled: boolean;
  created_at: number;
};
