import { runCommand } from './command.ts';
import { takeBackup } from './take-backup.ts';

// `npm run backup -- FILE [--home DIR]`

process.exit(
  await runCommand('backup', async (command) => {
    const bytes = await takeBackup(command);
    return `${command.file}: ${(bytes / 1e6).toFixed(1)} MB; it holds passwords and keys, keep it like one`;
  }),
);
