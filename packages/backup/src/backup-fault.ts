/** A backup or a restore cannot be done; the message is all that the user is told, one line. */
export class BackupFault extends Error {
  override readonly name = 'BackupFault';
}
