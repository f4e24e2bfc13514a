/** The replay cannot run or go on; the message is the one line that the person sees. */
export class ReplayError extends Error {
  override readonly name = 'ReplayError';
}
