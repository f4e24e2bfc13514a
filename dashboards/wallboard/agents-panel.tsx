import type { WindowName } from '@watchfloor/contracts/live';
import { useTranslation } from 'react-i18next';
import { AgentTableRow } from './agent-row.tsx';
import type { Agent } from './model/agents.ts';
import { Panel } from './parts/panel.tsx';
import { VirtualTable } from './parts/virtual-table.tsx';
import { useWorstFirst } from './use-worst-first.ts';

/** Everybody on the floor, those who need help first. */
export function AgentsPanel({ agents, window: name }: { agents: Agent[]; window: WindowName }) {
  const { t } = useTranslation();
  const sorted = useWorstFirst(agents);
  const window = t(`window.${name}`);
  const columns = [
    { key: 'name', head: t('agents.col.agent') },
    { key: 'state', head: t('agents.col.state'), definition: t('agents.col.state.def') },
    { key: 'load', head: t('agents.col.load'), definition: t('agents.col.load.def') },
    { key: 'oldest', head: t('agents.col.oldest'), definition: t('agents.col.oldest.def') },
    { key: 'avg', head: t('agents.col.avg'), definition: t('agents.col.avg.def', { window }) },
    { key: 'p90', head: t('agents.col.p90'), definition: t('agents.col.p90.def', { window }) },
    { key: 'count', head: t('agents.col.count'), definition: t('agents.col.count.def', { window }) },
    { key: 'tickets', head: t('agents.col.tickets'), definition: t('agents.col.tickets.def') },
  ];
  return (
    <Panel className="panel-agents" title={t('agents.title')} summary={t('agents.summary', { count: agents.length })}>
      {agents.length === 0 ? (
        <p className="panel-none">{t('agents.none')}</p>
      ) : (
        <VirtualTable
          label={t('agents.title')}
          className="agents"
          columns={columns}
          rows={sorted}
          keyOf={(agent) => agent.id}
          rowRem={2.45}
          renderRow={(agent, place) => (
            <AgentTableRow
              row={agent.row}
              oldestSince={agent.oldest?.sinceMs ?? null}
              oldestWarnAt={agent.oldest?.warnAt ?? null}
              oldestDueAt={agent.oldest?.dueAt ?? null}
              nearestDueAt={agent.nearest?.dueAt ?? null}
              rowIndex={place['aria-rowindex']}
            />
          )}
        />
      )}
    </Panel>
  );
}
