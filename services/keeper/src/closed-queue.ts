import type { Conversation } from '@watchfloor/core/conversation/state';

/** A closed conversation is kept so long (event time): closing texts and returning customers still find it. */
const KEEP_CLOSED_MS = 20 * 60_000;

/** Closed conversations in the order of their close, to be forgotten after a while. */
export class ClosedQueue {
  #entries: { id: string; closedAt: number }[] = [];

  constructor(conversations: ReadonlyMap<string, Conversation>) {
    for (const conversation of conversations.values()) this.note(conversation);
    this.#entries.sort((a, b) => a.closedAt - b.closedAt);
  }

  note(conversation: Conversation | undefined): void {
    if (conversation?.phase === 'closed') this.#entries.push({ id: conversation.id, closedAt: conversation.closedAt });
  }

  /** Removes what was closed long before `through` from the map; gives the ids. */
  dropOld(conversations: Map<string, Conversation>, through: number): string[] {
    let count = 0;
    while (count < this.#entries.length && (this.#entries[count]?.closedAt ?? 0) < through - KEEP_CLOSED_MS) count++;
    const old = this.#entries.splice(0, count).filter(({ id, closedAt }) => {
      const conversation = conversations.get(id);
      return conversation?.phase === 'closed' && conversation.closedAt === closedAt;
    });
    for (const { id } of old) conversations.delete(id);
    return old.map(({ id }) => id);
  }
}
