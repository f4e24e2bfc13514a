import type { TeamRole } from '@watchfloor/contracts/team';
import type { z } from 'zod';
import type { Employee, Team } from '../model/roster.ts';

/** Who works on a floor, as its settings take it: without it every account of the chat system stands for itself. */
export type StaffList = {
  teams: { id: string; name: string; role: z.infer<typeof TeamRole> }[];
  people: { id: string; name: string; teamId: string }[];
  accounts: { account: string; personId: string }[];
};

const TEAMS = [
  { id: 'presales', name: '售前', role: 'presales' },
  { id: 'aftersales', name: '售后', role: 'aftersales' },
  { id: 'supervisors', name: '主管', role: 'other' },
] as const satisfies { id: Employee['team']; name: string; role: Team | 'other' }[];

/** Teams, people and whose each account is. */
export function staffListOf(roster: readonly Employee[]): StaffList {
  return {
    teams: [...TEAMS],
    people: roster.map(({ id, name, team }) => ({ id: personIdOf(id), name, teamId: team })),
    accounts: roster.flatMap(({ id, accounts }) => accounts.map((account) => ({ account: account.id, personId: personIdOf(id) }))),
  };
}

const personIdOf = (id: string): string => `p-${id}`;
