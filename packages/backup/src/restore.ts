import { runCommand } from './command.ts';
import { restoreBackup } from './restore-backup.ts';

// `npm run restore -- FILE [--home DIR]`

process.exit(
  await runCommand('restore', async (command) => {
    const { partitions } = await restoreBackup(command);
    const home = command.settings.WATCHFLOOR_HOME;
    const other = partitions === command.settings.PARTITIONS ? '' : `; set PARTITIONS=${partitions} first`;
    return `restored into ${home}. Start it: WATCHFLOOR_HOME=${home} npm start${other}`;
  }),
);
