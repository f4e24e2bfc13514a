import type { LiveTicket } from '@watchfloor/contracts/fact';
import type { Limits } from '@watchfloor/contracts/floor';

/** Warning and critical limit of a wait, milliseconds. */
export type LimitPair = { warning: number; critical: number };

/** Limits in force for an open round. */
export const waitLimits = (limits: Limits): LimitPair => limits.wait;

/** Limits in force for an untouched ticket: complaints are tighter. */
export const ticketLimits = (limits: Limits, ticket: Pick<LiveTicket, 'kind'>): LimitPair =>
  ticket.kind === 'complaint' ? limits.untouched.complaint : limits.untouched.other;
