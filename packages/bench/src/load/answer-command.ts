/** The other end of load-process.ts: does one command after another, tells news, gives the result. Ends with its parent. */
export function answerCommands(act: (command: unknown, tell: (news: unknown) => void) => Promise<unknown>): void {
  const say = (message: object) => void process.send?.(message);
  process.on('message', ({ command }: { command: unknown }) => {
    act(command, (news) => say({ news })).then(
      (result) => say({ result }),
      (error: unknown) => say({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
  process.once('disconnect', () => process.exit(0));
}
