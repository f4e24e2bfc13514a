/**
 * Share of reception: own contacts handled over the mean of the team, handled by the team / headcount; 1 is an equal share. Null where nobody of the
 * team has handled anything.
 */
export const receptionShare = ({ handled, ofTeam, headcount }: { handled: number; ofTeam: number; headcount: number }): number | null =>
  ofTeam === 0 || headcount === 0 ? null : (handled * headcount) / ofTeam;
