import { useTranslation } from 'react-i18next';
import { ageText } from '../shared/format/age-text.ts';
import { freshnessOf } from './model/freshness.ts';
import { useView } from './use-view.ts';

/** Says aloud what the grey board means: the line is cut, or the data are old. */
export function ConnectionBanner() {
  const { t } = useTranslation();
  const kind = useView(({ state, ageMs }) => {
    if (state.phase.kind === 'disconnected' || state.phase.kind === 'refused') return 'disconnected' as const;
    return freshnessOf(state.phase.kind, ageMs) === 'stale' ? ('stale' as const) : null;
  });
  const age = useView(({ ageMs }) => (ageMs === null ? '0' : ageText(Math.floor(ageMs / 1_000) * 1_000)));
  return (
    <div className="banner" role="alert" data-kind={kind ?? 'none'}>
      {kind === null ? null : (
        <>
          <span>{t(`banner.${kind}`)}</span>
          {/* a number that changes every second is not for reading aloud */}
          <span aria-hidden="true">{t('age.old', { age: age.replace('.0', '') })}</span>
        </>
      )}
    </div>
  );
}
