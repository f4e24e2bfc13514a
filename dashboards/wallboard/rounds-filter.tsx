import { useTranslation } from 'react-i18next';
import type { RoundGroups, Urgency } from './model/rounds.ts';

/** In the order they are shown. */
export const urgencies: readonly Urgency[] = ['overdue', 'savable', 'calm'];

type RoundsFilterProps = { groups: RoundGroups; total: number; filter: Urgency | null; setFilter: (filter: Urgency | null) => void };

/** All rounds, or one group of them: with a hundred lost ones above, the savable ones are one key away. */
export function RoundsFilter({ groups, total, filter, setFilter }: RoundsFilterProps) {
  const { t } = useTranslation();
  return (
    <fieldset className="segments">
      <legend className="unseen">{t('rounds.filter')}</legend>
      <button type="button" aria-pressed={filter === null} onClick={() => setFilter(null)}>
        {t('rounds.all')} <b>{total}</b>
      </button>
      {urgencies.map((urgency) => (
        <button
          key={urgency}
          type="button"
          aria-pressed={filter === urgency}
          data-urgency={groups[urgency].length > 0 ? urgency : undefined}
          onClick={() => setFilter(filter === urgency ? null : urgency)}
        >
          {t(`rounds.${urgency}`)} <b>{groups[urgency].length}</b>
        </button>
      ))}
    </fieldset>
  );
}
