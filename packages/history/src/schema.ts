import type { Role } from '@watchfloor/contracts/access';
import type { Abandonment, RoundOutcome } from '@watchfloor/contracts/fact';
import type { FloorEntry } from '@watchfloor/contracts/floor';
import type { SettingEvent, SettingKind } from '@watchfloor/contracts/setting';
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

/**
 * The tables. Instants are epoch milliseconds in bigint: exact, and what everything inside counts in. `floor` is the key `tenant/floor`.
 * Ledger's tables are written by the ledger only, the others by the gateway only.
 */
export type Database = {
  ledger_positions: LedgerPositionRow;
  floor_through: FloorThroughRow;
  agents: AgentRow;
  rounds: RoundRow;
  replies: ReplyRow;
  episodes: EpisodeRow;
  episode_assignments: EpisodeAssignmentRow;
  first_responses: FirstResponseRow;
  episode_ends: EpisodeEndRow;
  holds: HoldRow;
  ignored_events: IgnoredEventRow;
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

/** By whom a figure is cut; null: nobody's. */
export type CutColumns = { agent_id: string | null; team_id: string | null; shop_id: string | null; channel: string | null };
/** Where and when: the event time of the fact. */
type AtColumns = { floor: string; at: number };

/** Up to which fact entry a partition is in; `committed_through` is the keeper's clock at that entry. */
export type LedgerPositionRow = { partition: number; fact_id: string; committed_through: number };
/** The greatest event time of a floor that is in. */
export type FloorThroughRow = { floor: string; through: number };
/** The last known name and team of an agent. */
export type AgentRow = { floor: string; id: string; name: string; team_id: string | null };

/** A closed round; `at` is the close. The cut of a replied one is the replier's. */
export type RoundRow = AtColumns &
  CutColumns & {
    round_id: string;
    conversation_id: string;
    opened_at: number;
    outcome: RoundOutcome;
    replied_by: 'agent' | 'supervisor' | null;
    customer_wait_ms: number;
    agent_wait_ms: number | null;
  };
/** A human message to a customer; `reply_id` is the identity of its event. */
export type ReplyRow = AtColumns &
  CutColumns & { reply_id: string; episode_id: string; customer_id: string; replied_by: 'agent' | 'supervisor' };
/** The beginning of an episode. */
export type EpisodeRow = AtColumns &
  CutColumns & {
    episode_id: string;
    conversation_id: string;
    customer_id: string;
    intent: 'presales' | 'aftersales' | null;
    topic: string | null;
    started_by: 'customer' | 'agent';
  };
/** The beginning of a stretch of holding; `hold_id` is the identity of the event that began it. */
export type EpisodeAssignmentRow = AtColumns & CutColumns & { hold_id: string; episode_id: string; customer_id: string };
/** The first valid human reply of an episode. */
export type FirstResponseRow = AtColumns & CutColumns & { episode_id: string; wait_ms: number; agent_wait_ms: number | null };
/** The close of an episode; the cut is who held it then. */
export type EpisodeEndRow = AtColumns &
  CutColumns & {
    episode_id: string;
    conversation_id: string;
    reason: string | null;
    abandoned: Abandonment | null;
    wanted_human: boolean;
    wait_ms: number;
  };
/** One stretch of holding, from assignment to close or transfer (`at`). */
export type HoldRow = AtColumns & CutColumns & { hold_id: string; episode_id: string; from_at: number; handle_ms: number };

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
