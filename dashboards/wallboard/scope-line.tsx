import type { Floor } from '@watchfloor/contracts/floor';
import type { Snapshot } from '@watchfloor/contracts/live';
import { useTranslation } from 'react-i18next';
import { requestJson } from '../shared/api/request-json.ts';
import { signInAgain } from '../shared/api/sign-in-again.ts';
import { Choices } from '../shared/choices.tsx';
import { knownName } from '../shared/i18n/known-name.ts';
import { DataAge } from './data-age.tsx';
import { type Scope, windows } from './model/scope.ts';

type ScopeLineProps = { floors: Floor[]; floor: string; scope: Scope; change: (change: Partial<Scope>) => void; snapshot: Snapshot };

/** So many shops or channels are named; the rest are counted. */
const NAMED = 4;

/** What people are looking at: floor, its shops, the definitions, the window; at the right how old the data are. */
export function ScopeLine({ floors, floor, scope, change, snapshot }: ScopeLineProps) {
  const { t } = useTranslation();
  const known = floors.some(({ id }) => id === floor);
  const places = snapshot.shops.length > 0 ? snapshot.shops : snapshot.channels;
  const named = places.slice(0, NAMED).map(({ id, name }) => (name === id ? knownName(t, 'channel', id) : name));
  const rest = places.length - named.length;
  const signOut = async (): Promise<void> => {
    await requestJson('/api/v1/session', { method: 'DELETE' }).catch(() => undefined);
    signInAgain(false);
  };
  return (
    <header className="scope-line">
      <h1 className="scope-floor">
        <select aria-label={t('scope.floor')} value={floor} onChange={(event) => change({ floor: event.target.value, rounds: null })}>
          {known ? null : <option value={floor}>{snapshot.floor.name}</option>}
          {floors.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </h1>
      <p className="scope-places joined">
        {named.map((name) => (
          <span key={name}>{name}</span>
        ))}
        {rest > 0 ? <span>{t('scope.more', { count: rest })}</span> : null}
      </p>
      <p className="scope-profile">{t('scope.profile')}</p>
      <fieldset className="segments">
        <legend className="unseen">{t('scope.window')}</legend>
        {windows.map((name) => (
          <button key={name} type="button" aria-pressed={name === scope.window} onClick={() => change({ window: name })}>
            {t(`window.${name}`)}
          </button>
        ))}
      </fieldset>
      <div className="scope-right">
        <Choices />
        <button type="button" className="plain" onClick={() => void signOut()}>
          {t('signOut.submit')}
        </button>
        <DataAge zone={snapshot.floor.zone} replay={snapshot.floor.clock === 'event'} />
      </div>
    </header>
  );
}
