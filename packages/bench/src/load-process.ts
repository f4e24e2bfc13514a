import { fork } from 'node:child_process';
import { follow } from '@watchfloor/launcher/running';

/** A client in a process of its own, so that it has its own loop and its CPU can be told from everyone else's. See load/answer-command.ts. */
export type LoadProcess = AsyncDisposable & {
  pid: number;
  /** Gives it work and waits for what it found; `onNews` hears what it says meanwhile. @throws Error when it fails or dies. */
  ask(command: unknown, onNews?: (news: unknown) => void): Promise<unknown>;
};

type Message = { news: unknown } | { result: unknown } | { error: string };

export function startLoad(entry: URL, signal: AbortSignal): LoadProcess {
  const child = fork(entry, { detached: true, stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [] });
  const running = follow(child);
  const end = () => running.kill();
  signal.addEventListener('abort', end, { once: true });
  return {
    pid: running.pid,
    ask(command, onNews = () => {}) {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      const hear = (message: Message) => {
        if ('news' in message) return onNews(message.news);
        child.off('message', hear);
        if ('error' in message) reject(new Error(message.error));
        else resolve(message.result);
      };
      child.on('message', hear);
      void running.exited.then(() => reject(signal.reason ?? new Error('a load process has died')));
      child.send({ command });
      return promise;
    },
    async [Symbol.asyncDispose]() {
      signal.removeEventListener('abort', end);
      running.kill();
      await running.exited;
    },
  };
}
