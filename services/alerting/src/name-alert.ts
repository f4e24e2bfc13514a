import { createHash } from 'node:crypto';

/** The id of the alert about something: short, safe in an address, and the same whoever works it out. */
export const nameAlert = (about: string): string => `al_${createHash('sha256').update(about).digest('base64url').slice(0, 22)}`;
