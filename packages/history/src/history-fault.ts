type Fault = { code?: unknown; message?: unknown; errors?: unknown };

/** PostgreSQL and socket error codes that people meet, in words that say what to look at. */
const reasons: Record<string, string> = {
  ECONNREFUSED: 'nothing listens at its address',
  ENOTFOUND: 'its host is unknown',
  ETIMEDOUT: 'its host does not answer',
  ECONNRESET: 'the connection broke',
  '28P01': 'the password is wrong',
  '28000': 'the user may not connect',
  '3D000': 'the database does not exist',
  '42P01': 'a table is missing: run the migrations',
  '53100': 'its disk is full',
  '53300': 'it has too many connections',
  '57P01': 'it is shutting down',
  '57P02': 'it crashed and restarts',
  '57P03': 'it is starting up',
};

/** What is wrong with PostgreSQL, in one line without address or password. */
export function explainHistoryFault(error: unknown): string {
  const fault = asFault(error);
  const code = typeof fault.code === 'string' ? fault.code : null;
  const known = code === null ? undefined : reasons[code];
  if (known !== undefined) return `PostgreSQL: ${known} (${code})`;
  const message = typeof fault.message === 'string' && fault.message !== '' ? fault.message : 'it failed without a word';
  return `PostgreSQL: ${message}${code === null ? '' : ` (${code})`}`;
}

/** `localhost` is tried on two addresses: the first failure stands for both. */
function asFault(error: unknown): Fault {
  if (typeof error !== 'object' || error === null) return { message: String(error) };
  const fault: Fault = error;
  return Array.isArray(fault.errors) && fault.errors.length > 0 && fault.code === undefined ? asFault(fault.errors[0]) : fault;
}
