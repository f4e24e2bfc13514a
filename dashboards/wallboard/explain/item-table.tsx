import { definitionOf } from '@watchfloor/contracts/definitions';
import type { ExplainedItem } from '@watchfloor/contracts/explanation';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { timeOfDay } from '../../shared/format/time-of-day.ts';
import { type Language, languageOf } from '../../shared/i18n/language.ts';
import { ThingCells, ThingHeads } from './thing-cells.tsx';

/** What a number counts, and as what. */
export function ItemTable({ items, zone }: { items: ExplainedItem[]; zone: string }) {
  const { t, i18n } = useTranslation();
  const language = languageOf(i18n.language);
  return (
    <section>
      <h3>{t('explain.items')}</h3>
      {items.length === 0 ? (
        <p className="quiet">{t('explain.items.none')}</p>
      ) : (
        <table className="explain-items" aria-label={t('explain.items')}>
          <thead>
            <tr>
              <ThingHeads />
              <th scope="col">{t('explain.col.counted')}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <tr key={`${item.kind} ${item.id} ${item.at}`}>
                <ThingCells thing={item} zone={zone} />
                <td>{countedText(t, { item, zone, language })}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** As what a thing counts, in words. */
function countedText(t: TFunction, { item, zone, language }: { item: ExplainedItem; zone: string; language: Language }): string {
  if (item.score !== null) return t('explain.score', { score: item.score });
  if (item.times !== null) return t('explain.replies', { count: item.times });
  const words = item.counted.map(({ as, at, n }) => {
    const time = timeOfDay(Date.parse(at), zone);
    if (/^(hit|businessHit)\d/.test(as)) return t('explain.hit', { time });
    if (/^(miss|businessMiss)\d/.test(as)) return t('explain.miss', { time });
    const name = (definitionOf(as)?.name ?? definitionOf(`${as}.count`)?.definition.name)?.[language] ?? as;
    return n === 1 || as.endsWith('Ms') ? name : `${name} ${n}`;
  });
  return words.join(', ');
}
