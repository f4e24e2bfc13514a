/** Aborted by the first signal to stop; the second ends the process at once. */
export function stopOnSignals(): AbortSignal {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (stopping.signal.aborted) process.exit(130);
      process.stderr.write(`watchfloor: stopping (${signal})\n`);
      stopping.abort(new Error('stopped'));
    });
  }
  return stopping.signal;
}
