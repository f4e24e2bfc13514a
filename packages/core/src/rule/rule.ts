/**
 * The rules of the first form: fixed, two, about one subject each. A rule names a metric that grows by itself, so that passing a limit is a
 * deadline known beforehand.
 */
export const LATE_REPLY = { name: 'late reply', subject: 'conversation', metric: 'wait' } as const;
export const UNTOUCHED_TICKET = { name: 'untouched ticket', subject: 'ticket', metric: 'untouched' } as const;

export type Rule = typeof LATE_REPLY | typeof UNTOUCHED_TICKET;
