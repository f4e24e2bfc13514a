import { useEffect, useRef } from 'react';
import { type Agent, worstFirst } from './model/agents.ts';
import { SETTLE_MS, type SettledOrder, settleOrder } from './model/settled-order.ts';
import { usePeek, useView } from './use-view.ts';

/** Agents worst first, in an order that holds still for five seconds at a time. */
export function useWorstFirst(agents: Agent[]): Agent[] {
  const peek = usePeek();
  const last = useRef<SettledOrder | null>(null);
  useView(({ local }) => Math.floor(local / SETTLE_MS));
  const { now, local } = peek();
  const settled = settleOrder(last.current, agents, worstFirst(now ?? 0), local);
  useEffect(() => {
    last.current = settled.order;
  });
  return settled.rows;
}
