import type { Cut } from '@watchfloor/contracts/fact';

/** A subject of the live figures: `f:` the floor, `a:`, `t:`, `s:`, `c:` with the id of an agent, team, shop, channel. */
export type SubjectKey = `${'f' | 'a' | 't' | 's' | 'c'}:${string}`;
export const FLOOR_SUBJECT: SubjectKey = 'f:';

/** Every subject that a figure with this cut counts for. */
export function subjectsOf(cut: Cut): SubjectKey[] {
  const subjects: SubjectKey[] = [FLOOR_SUBJECT];
  if (cut.agentId !== null) subjects.push(`a:${cut.agentId}`);
  if (cut.teamId !== null) subjects.push(`t:${cut.teamId}`);
  if (cut.shopId !== null) subjects.push(`s:${cut.shopId}`);
  if (cut.channel !== null) subjects.push(`c:${cut.channel}`);
  return subjects;
}

export const isAgentSubject = (subject: SubjectKey): boolean => subject.startsWith('a:');
export const idOfSubject = (subject: SubjectKey): string => subject.slice(2);
