/** A number for each of a few agents. A list and not an object: an account may be called `__proto__`. */
export type PerAgent = [agentId: string, value: number][];

export const valueFor = (list: PerAgent, agentId: string): number | undefined => list.find(([id]) => id === agentId)?.[1];

export function setValue(list: PerAgent, agentId: string, value: number): void {
  const entry = list.find(([id]) => id === agentId);
  if (entry) entry[1] = value;
  else list.push([agentId, value]);
}
