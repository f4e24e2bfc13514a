import type { Ground } from './ground.ts';
import { readableLines } from './readable-line.ts';
import { startProcess } from './service-process.ts';
import { waitUntilReady } from './wait-until-ready.ts';

const READY_WITHIN_MS = 60_000;

export type ServiceOptions = {
  name: string;
  entry: string;
  /** Where its `/readyz` is; none: it counts as ready once it runs. */
  address?: string;
  root: string;
  env: NodeJS.ProcessEnv;
  /** Its place in the list, for the colour of its name. */
  place: number;
  colour: boolean;
};

/** Keeps one of our programs running. Gives whether it is ready, which is said, or after 60 s why it is not. */
export async function keepService(ground: Ground, { name, entry, address, root, env, place, colour }: ServiceOptions): Promise<boolean> {
  const { signal, say } = ground;
  const onLine = ground.logTo(name, readableLines(name, place, colour));
  const tellReady = async (again: string) => {
    const since = performance.now();
    const why = address ? await waitUntilReady(address, READY_WITHIN_MS, signal) : null;
    const seconds = ((performance.now() - since) / 1000).toFixed(1);
    say(why === null ? `${name} is ${address ? 'ready' : 'running'}${again}` : `${name} is not ready after ${seconds} s: ${why}`);
    return why === null;
  };
  await ground.keep({
    name,
    start: () => startProcess({ entry, root, env, onLine }),
    // An abort of the wait means that everything is being stopped.
    onBack: () => void tellReady(' again').catch(() => {}),
  });
  return tellReady('');
}
