import type { Alert } from '@watchfloor/contracts/alert';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { AlertRow } from './alert-row.tsx';
import type { Agent } from './model/agents.ts';
import { newestFirst } from './model/alerts.ts';
import { Panel } from './parts/panel.tsx';
import { VirtualTable } from './parts/virtual-table.tsx';

/** Alerts that hold now, the newest first. */
export function AlertsPanel({ alerts, agents }: { alerts: Alert[]; agents: Agent[] }) {
  const { t } = useTranslation();
  const sorted = useMemo(() => newestFirst(alerts), [alerts]);
  const names = useMemo(() => new Map(agents.map(({ id, row }) => [id, row.name])), [agents]);
  const columns = [{ key: 'alert', head: t('alerts.col.alert') }];
  return (
    <Panel className="panel-alerts" title={t('alerts.title')} summary={t('alerts.summary', { count: sorted.length })}>
      {sorted.length === 0 ? (
        <p className="panel-none">{t('alerts.none')}</p>
      ) : (
        <VirtualTable
          label={t('alerts.title')}
          className="alerts"
          columns={columns}
          rows={sorted}
          keyOf={(alert) => alert.id}
          rowRem={3.3}
          renderRow={(alert, place) => (
            <AlertRow
              alert={alert}
              agent={alert.agentId === null ? null : (names.get(alert.agentId) ?? alert.agentId)}
              rowIndex={place['aria-rowindex']}
            />
          )}
        />
      )}
    </Panel>
  );
}
