import type { FactBatch } from '@watchfloor/contracts/fact';
import { keys } from './keys.ts';
import { encodePayload } from './payload.ts';
import type { ScriptedRedis } from './scripts.ts';

/** Changes to one hash: fields to set, fields to delete, and how long it lives (0: for ever). */
export type HashWrite = { kind: 'hash'; key: string; ttlMs: number; set: Map<string, string>; remove: Iterable<string> };
/** Texts to append to fields of a hash. */
export type AppendWrite = { kind: 'append'; key: string; ttlMs: number; append: Map<string, string> };
export type SetWrite = { kind: 'set'; key: string; ttlMs: number; members: Buffer[] };

export type Write = HashWrite | AppendWrite | SetWrite;

export type Commit = {
  partition: number;
  epoch: number;
  /** Last log entry applied before, '0-0' for none. */
  after: string;
  /** Last log entry of this commit. */
  through: string;
  facts: FactBatch | null;
  writes: Write[];
  /** The writes bring the windows up to the last of these facts. */
  windows: boolean;
};

export type CommitAnswer =
  | { outcome: 'committed'; factId: string }
  | { outcome: 'already done'; factId: string }
  | { outcome: 'fenced'; epoch: string }
  | { outcome: 'moved'; position: string };

/** Commits atomically, or says why not. See commit.lua. */
export async function commit(redis: ScriptedRedis, work: Commit): Promise<CommitAnswer> {
  const { partition } = work;
  const args: (string | number | Buffer)[] = [
    work.epoch,
    work.after,
    work.through,
    work.facts ? encodePayload(work.facts) : '',
    work.windows ? 1 : 0,
  ];
  const written: string[] = [];
  for (const write of work.writes) {
    written.push(write.key);
    if (write.kind === 'set') {
      args.push('s', write.ttlMs, write.members.length, ...write.members);
      continue;
    }
    if (write.kind === 'append') {
      args.push('a', write.ttlMs, write.append.size);
      for (const [field, text] of write.append) args.push(field, text);
      continue;
    }
    args.push('h', write.ttlMs, write.set.size);
    for (const [field, value] of write.set) args.push(field, value);
    const remove = [...write.remove];
    args.push(remove.length, ...remove);
  }
  const names = [keys.applied(partition), keys.lease(partition, 'keeper'), keys.facts(partition), ...written];
  const [code, detail] = await redis.commitPartition(names.length, ...names, ...args);
  if (code === 0) return { outcome: 'committed', factId: detail };
  if (code === 1) return { outcome: 'already done', factId: detail };
  if (code === -1) return { outcome: 'fenced', epoch: detail };
  return { outcome: 'moved', position: detail };
}
