import type { LiveConversation } from '@watchfloor/contracts/fact';
import TinyQueue from 'tinyqueue';
import type { Measure } from '../measure/measures-of.ts';
import { nextVerdictAt } from '../measure/next-verdict.ts';
import { type OpenNow, openMeasures } from '../measure/open-measures.ts';

type ScheduleAt = OpenNow['scheduleAt'];
type Entry = { conversation: LiveConversation; told: Measure[]; due: number | null };
type Due = { at: number; entry: Entry };
const earlierFirst = (a: Due, b: Due): number => a.at - b.at;
const ALL = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

/**
 * The misses of rounds that nobody has replied to yet, of ours and of platforms, and sessions that go on. They are told as their instants pass, and taken back when the conversation changes: what was true
 * of them its facts say then.
 */
export class OpenMisses {
  readonly #entries = new Map<string, Entry>();
  readonly #tell: (measure: Measure, sign: 1 | -1) => void;
  readonly #scheduleAt: ScheduleAt;
  #queue = new TinyQueue<Due>([], earlierFirst);

  /** `scheduleAt`: when the floor was open, as was set at an instant. */
  constructor(scheduleAt: ScheduleAt, tell: (measure: Measure, sign: 1 | -1) => void) {
    this.#scheduleAt = scheduleAt;
    this.#tell = tell;
  }

  /** How a conversation is now; null when it is not open any more. */
  note(id: string, conversation: LiveConversation | null): void {
    const old = this.#entries.get(id);
    if (old && conversation && isSameRound(old.conversation, conversation)) return;
    if (old) this.#takeBack(old);
    this.#entries.delete(id);
    if (!conversation || (conversation.waitingSince === null && !conversation.platform)) return;
    const entry: Entry = { conversation, told: [], due: null };
    this.#entries.set(id, entry);
    this.#await(entry, Number.NEGATIVE_INFINITY);
  }

  /** Tells what has come to be missed before `now` (epoch ms). */
  advance(now: number): void {
    for (let head = this.#queue.peek(); head && head.at < now; head = this.#queue.peek()) {
      const { entry, at } = this.#queue.pop() ?? head;
      if (entry.due !== at) continue;
      this.#takeBack(entry);
      entry.told = openMeasures({ conversations: [entry.conversation], agents: [], now, scheduleAt: this.#scheduleAt }, ALL);
      for (const measure of entry.told) this.#tell(measure, 1);
      this.#await(entry, now - 1);
    }
  }

  #takeBack(entry: Entry): void {
    for (const measure of entry.told) this.#tell(measure, -1);
    entry.told = [];
    entry.due = null;
  }

  #await(entry: Entry, after: number): void {
    const { conversation } = entry;
    entry.due = nextVerdictAt(conversation, { after, schedule: this.#scheduleAt(conversation.waitingSince ?? conversation.openedAt) });
    if (entry.due === null) return;
    this.#queue.push({ at: entry.due, entry });
    // Stale ones would else stay until their instant.
    if (this.#queue.length > 2 * this.#entries.size + 1_024)
      this.#queue = new TinyQueue(
        this.#queue.data.filter(({ at, entry: { due } }) => due === at),
        earlierFirst,
      );
  }
}

/** Nothing that its verdicts depend on has changed. */
const isSameRound = (a: LiveConversation, b: LiveConversation): boolean =>
  a.waitingSince === b.waitingSince &&
  a.roundId === b.roundId &&
  a.agentId === b.agentId &&
  a.teamId === b.teamId &&
  a.shopId === b.shopId &&
  a.channel === b.channel &&
  isSameOfPlatform(a, b) &&
  a.held.length === b.held.length &&
  a.held.every(([agentId, teamId, until], i) => agentId === b.held[i]?.[0] && teamId === b.held[i]?.[1] && until === b.held[i]?.[2]);

/** Facts tell of a platform as a whole: what it says is the same when it reads the same. */
const isSameOfPlatform = (a: LiveConversation, b: LiveConversation): boolean =>
  (!a.platform && !b.platform) || (a.answered === b.answered && JSON.stringify(a.platform) === JSON.stringify(b.platform));
