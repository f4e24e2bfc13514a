import { useMemo } from 'react';
import { groupingKey, groupRounds, type Round, type RoundGroups } from './model/rounds.ts';
import { usePeek, useView } from './use-view.ts';

/** The rounds by urgency now; new groups only when a round has moved from one to another or the list itself is new. */
export function useGroups(rounds: Round[]): RoundGroups {
  const peek = usePeek();
  const key = useView(({ now }) => groupingKey(rounds, now ?? 0));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key names the grouping, the instant behind it changes four times a second
  return useMemo(() => groupRounds(rounds, peek().now ?? 0), [rounds, key, peek]);
}
