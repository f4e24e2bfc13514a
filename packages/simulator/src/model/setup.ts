/** Which day a simulated floor lives through. Everything follows from this: the same setup, the same events. */
export type Setup = {
  seed: number;
  /** Epoch milliseconds at which the floor opens. */
  begin: number;
  /** IANA zone: the hours of arrivals and shifts are local. */
  zone: string;
  day: 'ordinary' | 'promotion';
  /** How quickly its agents write. */
  quality: 'good' | 'ordinary';
  /** Agents on duty at a time in the day. Customers grow with them. */
  agents: number;
  /** Times the usual arrivals. */
  rate: number;
  /** Times the usual patience of customers; that of a saint shows what backlog does when nobody leaves. */
  patience: number;
  /** A floor to be looked at: at night it is staffed as by day, and as busy as in the afternoon. */
  alwaysDay: boolean;
};

/** Agents on duty of the floor that the figures were taken from. */
export const USUAL_AGENTS = { ordinary: 12, promotion: 26 } as const;
/** Conversations an agent holds at once, at most. */
export const SEATS = { ordinary: 12, promotion: 40 } as const;

/** An ordinary day of twelve agents, unless said otherwise. */
export const setupOf = (chosen: Pick<Setup, 'seed' | 'begin'> & Partial<Setup>): Setup => ({
  zone: 'Asia/Shanghai',
  day: 'ordinary',
  quality: 'ordinary',
  agents: USUAL_AGENTS[chosen.day ?? 'ordinary'],
  rate: 1,
  patience: 1,
  alwaysDay: false,
  ...chosen,
});
