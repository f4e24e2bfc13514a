const SAME_KEYPRESS_MS = 500;

/** Ends on the first Ctrl-C in good order, on the second at once. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  let askedAt: number | undefined;
  const stop = (): void => {
    // One Ctrl-C comes twice: from the terminal and forwarded by the wrapper.
    if (askedAt !== undefined && Date.now() - askedAt > SAME_KEYPRESS_MS) process.exit(130);
    askedAt ??= Date.now();
    controller.abort(new Error('interrupted'));
  };
  process.on('SIGINT', stop).on('SIGTERM', stop).on('SIGHUP', stop);
  if (process.channel) process.once('disconnect', stop);
  return controller.signal;
}
