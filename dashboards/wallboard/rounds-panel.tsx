import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Agent } from './model/agents.ts';
import type { Round, RoundGroups, Urgency } from './model/rounds.ts';
import { Panel } from './parts/panel.tsx';
import { VirtualTable } from './parts/virtual-table.tsx';
import { RoundGroupRow, RoundRow } from './round-row.tsx';
import { RoundsFilter, urgencies } from './rounds-filter.tsx';
import { useGroups } from './use-groups.ts';

type RoundsPanelProps = { rounds: Round[]; agents: Agent[]; filter: Urgency | null; setFilter: (filter: Urgency | null) => void };
type Line = { kind: 'group'; id: Urgency; count: number } | { kind: 'round'; id: string; round: Round };

/** The action list: who waits, lost ones and savable ones apart, each nearest to its own limit first. */
export function RoundsPanel({ rounds, agents, filter, setFilter }: RoundsPanelProps) {
  const { t } = useTranslation();
  const groups = useGroups(rounds);
  const names = useMemo(() => new Map(agents.map(({ id, row }) => [id, row.name])), [agents]);
  const lines = useMemo(() => linesOf(groups, filter), [groups, filter]);
  const withOrders = rounds.some(({ row }) => row.orderValue !== null);
  const columns = [
    { key: 'wait', head: t('rounds.col.wait'), definition: t('rounds.col.wait.def') },
    { key: 'limit', head: t('rounds.col.limit'), definition: t('rounds.col.limit.def') },
    { key: 'customer', head: t('rounds.col.customer') },
    { key: 'agent', head: t('rounds.col.agent') },
    { key: 'channel', head: t('rounds.col.channel') },
    { key: 'topic', head: t('rounds.col.topic') },
    ...(withOrders ? [{ key: 'order', head: t('rounds.col.order'), definition: t('rounds.col.order.def') }] : []),
  ];
  return (
    <Panel
      className="panel-rounds"
      title={t('rounds.title')}
      summary={<RoundsFilter groups={groups} total={rounds.length} filter={filter} setFilter={setFilter} />}
    >
      {lines.length === 0 ? (
        <p className="panel-none">{t('rounds.none')}</p>
      ) : (
        <VirtualTable
          label={t('rounds.title')}
          className="rounds"
          columns={columns}
          rows={lines}
          keyOf={(line) => line.id}
          renderRow={(line, place) =>
            line.kind === 'group' ? (
              <RoundGroupRow urgency={line.id} count={line.count} columns={columns.length} place={place} />
            ) : (
              <RoundRow row={line.round.row} agent={agentOf(line.round, names)} withOrder={withOrders} rowIndex={place['aria-rowindex']} />
            )
          }
        />
      )}
    </Panel>
  );
}

function agentOf({ row }: Round, names: Map<string, string>): string | null {
  return row.agentId === null ? null : (names.get(row.agentId) ?? row.agentId);
}

function linesOf(groups: RoundGroups, filter: Urgency | null): Line[] {
  return urgencies
    .filter((urgency) => (filter === null || filter === urgency) && groups[urgency].length > 0)
    .flatMap((urgency): Line[] => [
      { kind: 'group', id: urgency, count: groups[urgency].length },
      ...groups[urgency].map((round): Line => ({ kind: 'round', id: `round ${round.id}`, round })),
    ]);
}
