import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readIngest } from '../shared/api/read-ingest.ts';
import { firstEventCommand } from './model/first-event.ts';

/** A command that makes something happen on a floor, and where its key is found. */
export function FirstEvent({ floor }: { floor: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const ingest = useQuery({ queryKey: ['ingest'], queryFn: ({ signal }) => readIngest(signal), staleTime: Number.POSITIVE_INFINITY });
  if (ingest.data === undefined) return null;
  const { port } = ingest.data;
  const command = firstEventCommand(`${location.protocol}//${location.hostname}:${port}`, floor);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(command);
    setCopied(true);
  };
  return (
    <div className="first-event">
      <pre>
        <code>{command}</code>
      </pre>
      <p className="quiet">{t('emptyFloor.key', { port })}</p>
      <p className="first-event-actions">
        {/* absent where the page is not served securely: http from another machine */}
        {navigator.clipboard === undefined ? null : (
          <button type="button" onClick={() => void copy()}>
            {copied ? t('emptyFloor.copied') : t('emptyFloor.copy')}
          </button>
        )}
        <a href="/api/docs">{t('emptyFloor.docs')}</a>
      </p>
    </div>
  );
}
