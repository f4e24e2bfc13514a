import { type AlertEntry, parseAlertEntry } from '@watchfloor/redis/alerts';
import { keys } from '@watchfloor/redis/keys';
import { FIRST_ID } from '@watchfloor/redis/stream-id';
import { Tail } from '@watchfloor/redis/tail';

export type Heard = AlertEntry & { heardAt: number };

/** Listens to the alerts of a partition from the first on. */
export function hearAlerts(url: string, partition: number) {
  const tail = new Tail({ url, from: new Map([[keys.alertLog(partition), FIRST_ID]]) });
  const heard: Heard[] = [];
  const waiting = new Set<() => void>();
  const listening = (async () => {
    for await (const entries of tail.read()) {
      const heardAt = Date.now();
      heard.push(...entries.map(({ payload }) => ({ ...parseAlertEntry(payload), heardAt })));
      for (const check of waiting) check();
    }
  })();
  return {
    heard,
    story: (id: string) =>
      heard
        .filter(({ alert }) => alert.subject.id === id)
        .map(({ type, alert }) => [type, alert.severity, ...(alert.reason ? [alert.reason] : [])].join(' ')),
    /** Resolves when what was heard satisfies; rejects after `timeoutMs`. */
    async until(satisfied: (heard: Heard[]) => boolean, timeoutMs = 10_000): Promise<void> {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const check = () => {
        if (satisfied(heard)) resolve();
      };
      waiting.add(check);
      const timer = setTimeout(
        () => reject(new Error(`not heard in time; heard ${heard.length}: ${JSON.stringify(heard.slice(-3))}`)),
        timeoutMs,
      );
      check();
      await promise.finally(() => {
        clearTimeout(timer);
        waiting.delete(check);
      });
    },
    async [Symbol.asyncDispose]() {
      tail.close();
      await listening;
    },
  };
}
