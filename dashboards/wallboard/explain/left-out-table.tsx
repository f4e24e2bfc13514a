import { LEFT_OUT, type LeftOutItem } from '@watchfloor/contracts/explanation';
import { useTranslation } from 'react-i18next';
import { languageOf } from '../../shared/i18n/language.ts';
import { ThingCells, ThingHeads } from './thing-cells.tsx';

/** What a number does not count though somebody might have expected it to, and why. */
export function LeftOutTable({ items, zone }: { items: LeftOutItem[]; zone: string }) {
  const { t, i18n } = useTranslation();
  if (items.length === 0) return null;
  const language = languageOf(i18n.language);
  return (
    <section>
      <h3>{t('explain.leftOut')}</h3>
      <table className="explain-items" aria-label={t('explain.leftOut')}>
        <thead>
          <tr>
            <ThingHeads />
            <th scope="col">{t('explain.col.reason')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={`${item.kind} ${item.id} ${item.at}`}>
              <ThingCells thing={item} zone={zone} />
              <td title={item.detail ?? undefined}>{LEFT_OUT[item.reason][language]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
