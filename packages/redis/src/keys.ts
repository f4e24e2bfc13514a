import type { SettingKind } from '@watchfloor/contracts/setting';

/**
 * Every key of Watchfloor. All keys of a floor carry its partition's hash tag, so that one script commits them atomically, also on a cluster.
 */
const tag = (partition: number): string => `wf:{p${partition}}`;

export const keys = {
  /** Stream of frames, field `f`. */
  log: (p: number) => `${tag(p)}:log`,
  /** Stream of fact batches, field `f`. */
  facts: (p: number) => `${tag(p)}:facts`,
  /** Hash: `id` the last log entry committed, `fact` the last fact entry, `windows` the last fact that the windows hold, `epoch` of the owner that wrote it. */
  applied: (p: number) => `${tag(p)}:applied`,
  /** Hash: owner, epoch, until (ms). One a role and partition. */
  lease: (p: number, role: 'keeper' | 'alerting') => `${tag(p)}:lease:${role}`,
  /** Hash: reader's name -> last entry it has taken in for good, `archive` of the log, the others of the facts. Trimming stays below the lowest. */
  readers: (p: number) => `${tag(p)}:readers`,
  /** Hash: floor key -> settings and counters. */
  floors: (p: number) => `${tag(p)}:floors`,
  /** Hash: id (an account's name for the account map) -> versions of a setting of that kind (JSON). */
  settings: (p: number, floor: string, kind: SettingKind) => `${tag(p)}:settings:${floor}:${kind}`,
  conversations: (p: number, floor: string) => `${tag(p)}:conversations:${floor}`,
  /** Hash: conversations that were forgotten in that slice of five days -> what is remembered of them (JSON). */
  remembered: (p: number, floor: string, slice: number) => `${tag(p)}:remembered:${floor}:${slice}`,
  agents: (p: number, floor: string) => `${tag(p)}:agents:${floor}`,
  tickets: (p: number, floor: string) => `${tag(p)}:tickets:${floor}`,
  /** Hash of one minute of the windows of a floor: subject -> its seconds; `minute` is epoch minutes. */
  windowMinute: (p: number, floor: string, minute: number) => `${tag(p)}:windows:${floor}:m${minute}`,
  /** Hash of an hour of the day of a floor: subject -> what happened, who replied -> customers and when, agent -> states left; `slot` is its start in epoch minutes. */
  windowHour: (p: number, floor: string, slot: number) => `${tag(p)}:windows:${floor}:h${slot}`,
  /** Set of 16-byte identities of events of a floor whose time lies in that minute (epoch minutes). */
  seen: (p: number, floor: string, minute: number) => `${tag(p)}:seen:${floor}:${minute}`,
  /** Hash: `c:` or `t:` and a subject's id -> its events of that minute, a line each. */
  tails: (p: number, floor: string, minute: number) => `${tag(p)}:tails:${floor}:${minute}`,
  /** Hash: the same fields -> the subject's state before its first event of that minute (JSON). */
  checkpoints: (p: number, floor: string, minute: number) => `${tag(p)}:checkpoints:${floor}:${minute}`,
  /** Stream of alert transitions, field `f`; resumed by cursor. */
  alertLog: (p: number) => `${tag(p)}:alerts`,
  /** Hash: alert id -> alert that is not resolved. */
  activeAlerts: (p: number) => `${tag(p)}:alerts:active`,
  /** Sorted set of the ids of alerts that have ended, by the instant they ended. */
  endedAlerts: (p: number) => `${tag(p)}:alerts:ended`,
  /** Hash: alert id -> alert that has ended. */
  endedBodies: (p: number) => `${tag(p)}:alerts:ended-bodies`,
  /** Hash: notifier's place in the alert log. */
  notified: (p: number) => `${tag(p)}:alerts:notified`,
  /** Hash: floor key -> floor entry; the directory that receiver, keeper and gateway share. */
  directory: 'wf:directory',
  /** Hash: SHA-256 of an ingest key -> grant. */
  ingestKeys: 'wf:ingest-keys',
  /** Hash: channel id -> channel with its secret. */
  channels: 'wf:channels',
  /** Set when a channel may have been told of an alert that fired, so that it is told of the end. */
  told: (channelId: string, alertId: string) => `wf:told:${channelId}:${alertId}`,
  /** Sorted set: live keeper -> until when it counts as alive (ms). */
  keepers: 'wf:keepers',
  /** There while a backup is being taken: nothing is trimmed. */
  trimHold: 'wf:trim-hold',
  /** The number of partitions, stored on the first start. */
  partitions: 'wf:partitions',
} as const;

/** Partition of a floor: FNV-1a (32 bit) of its key `tenant/floor`, modulo the number of partitions. */
export function partitionOf(floorKey: string, partitions: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < floorKey.length; i++) {
    hash ^= floorKey.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  return (hash >>> 0) % partitions;
}
