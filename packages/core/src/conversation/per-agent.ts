/** A number for each of a few agents. A list and not an object: an account may be called `__proto__`. */
export type PerAgent = [agentId: string, value: number][];

export const valueFor = (list: PerAgent, agentId: string): number | undefined => list.find(([id]) => id === agentId)?.[1];

export function setValue(list: PerAgent, agentId: string, value: number): void {
  const entry = list.find(([id]) => id === agentId);
  if (entry) entry[1] = value;
  else list.push([agentId, value]);
}

/** Takes in the values of `more` that are greater. */
export function keepLatest(list: PerAgent, more: PerAgent): void {
  for (const [agentId, value] of more) if (value > (valueFor(list, agentId) ?? Number.NEGATIVE_INFINITY)) setValue(list, agentId, value);
}
