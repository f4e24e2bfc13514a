// Loaded before a command's own code. If the program that started us is killed, nobody would pass on a Ctrl-C any more: stop as if it had come.
if (process.channel) {
  process.once('disconnect', () => {
    try {
      process.kill(-process.pid, 'SIGTERM');
    } catch {
      process.kill(process.pid, 'SIGTERM');
    }
  });
  // A command that has done its work must be able to end although the channel is open.
  process.channel.unref();
}
