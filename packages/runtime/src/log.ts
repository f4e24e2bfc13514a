import { type Logger, pino } from 'pino';

export type Log = Logger;

/** JSON lines on stdout. Never pass chat text, names or secrets: the paths below are a net, not a licence. */
export function makeLog(service: string, level: string): Log {
  return pino({
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ['authorization', 'cookie', 'password', 'text', '*.authorization', '*.cookie', '*.password', '*.text', 'req.headers'],
      censor: '[redacted]',
    },
  });
}
