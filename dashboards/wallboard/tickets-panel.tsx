import type { TicketRow } from '@watchfloor/contracts/live';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Agent } from './model/agents.ts';
import { nearestFirst } from './model/tickets.ts';
import { Panel } from './parts/panel.tsx';
import { VirtualTable } from './parts/virtual-table.tsx';
import { TicketTableRow } from './ticket-row.tsx';

/** Tickets that no agent has touched, with their owners. */
export function TicketsPanel({ tickets, agents }: { tickets: TicketRow[]; agents: Agent[] }) {
  const { t } = useTranslation();
  const sorted = useMemo(() => nearestFirst(tickets), [tickets]);
  const names = useMemo(() => new Map(agents.map(({ id, row }) => [id, row.name])), [agents]);
  const columns = [
    { key: 'age', head: t('tickets.col.age'), definition: t('tickets.col.age.def') },
    { key: 'ticket', head: t('tickets.col.ticket') },
    { key: 'kind', head: t('tickets.col.kind') },
    { key: 'owner', head: t('tickets.col.owner') },
  ];
  return (
    <Panel className="panel-tickets" title={t('tickets.title')} summary={t('tickets.summary', { count: sorted.length })}>
      {sorted.length === 0 ? (
        <p className="panel-none">{t('tickets.none')}</p>
      ) : (
        <VirtualTable
          label={t('tickets.title')}
          className="tickets"
          columns={columns}
          rows={sorted}
          keyOf={(ticket) => ticket.ticketId}
          renderRow={(ticket, place) => (
            <TicketTableRow
              ticket={ticket}
              owner={ticket.agentId === null ? null : (names.get(ticket.agentId) ?? ticket.agentId)}
              rowIndex={place['aria-rowindex']}
            />
          )}
        />
      )}
    </Panel>
  );
}
