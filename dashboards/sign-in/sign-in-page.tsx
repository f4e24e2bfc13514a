import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RequestFailed, requestJson } from '../shared/api/request-json.ts';
import { safeNext } from '../shared/api/sign-in-address.ts';
import { Choices } from '../shared/choices.tsx';

/** E-mail and password for a session cookie, then back to where the person came from. */
export function SignInPage() {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<RequestFailed | null>(null);
  const asked = new URLSearchParams(location.search);

  useEffect(() => {
    document.title = `${t('signIn.title')} · ${t('app.name')}`;
  }, [t]);

  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setFailure(null);
    try {
      await requestJson('/api/v1/session', { method: 'POST', body: { email: form.get('email'), password: form.get('password') } });
      location.assign(safeNext(asked.get('next'), location.origin));
    } catch (error) {
      setFailure(error instanceof RequestFailed ? error : new RequestFailed(0, String(error)));
      setBusy(false);
    }
  };

  const words = (failed: RequestFailed): string => {
    if (failed.status === 0) return t('signIn.unreachable');
    if (failed.status === 401 || failed.status === 422 || failed.status === 400) return t('signIn.wrong');
    if (failed.status === 429) return t('signIn.tooFast');
    return t('signIn.failed', { reason: failed.message });
  };

  return (
    <div className="sign-in">
      <main className="sign-in-card">
        <h1>{t('app.name')}</h1>
        {asked.has('ended') ? <p className="sign-in-ended">{t('signIn.again')}</p> : null}
        <form onSubmit={submit}>
          <label>
            <span>{t('signIn.email')}</span>
            {/* "admin@localhost" is a valid name here, though not to every browser's type=email */}
            <input name="email" type="text" inputMode="email" autoComplete="username" autoCapitalize="none" spellCheck={false} required />
          </label>
          <label>
            <span>{t('signIn.password')}</span>
            <input name="password" type="password" autoComplete="current-password" required />
          </label>
          <p className="sign-in-failure" role="alert">
            {failure === null ? null : words(failure)}
          </p>
          <button type="submit" className="primary" disabled={busy}>
            {busy ? t('signIn.busy') : t('signIn.submit')}
          </button>
        </form>
        <p className="quiet">{t('signIn.where')}</p>
      </main>
      <footer>
        <Choices />
      </footer>
    </div>
  );
}
