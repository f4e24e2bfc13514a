import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { readFloors } from '../shared/api/read-floors.ts';
import { RequestFailed } from '../shared/api/request-json.ts';
import { signInAgain } from '../shared/api/sign-in-again.ts';
import { FirstEvent } from './first-event-hint.tsx';
import { LiveFloor } from './live-floor.tsx';
import { Message } from './parts/message.tsx';
import { useScope } from './use-scope.ts';

/** While there is no floor it is asked for this often, so that the very first event is seen within the second too. Milliseconds. */
const NO_FLOOR_MS = 400;

/** The wallboard: finds the floor to show, or says why there is none. */
export function WallboardPage() {
  const { t } = useTranslation();
  const [scope, change] = useScope();
  const floors = useQuery({
    queryKey: ['floors'],
    queryFn: ({ signal }) => readFloors(signal),
    retry: (count, error) => !(error instanceof RequestFailed && error.status === 401) && count < 5,
    refetchInterval: (query) => (query.state.data?.items.length === 0 ? NO_FLOOR_MS : 60_000),
  });
  const { refetch } = floors;
  const askAgain = useCallback(() => void refetch(), [refetch]);
  const signedOut = floors.error instanceof RequestFailed && floors.error.status === 401;
  const wasSignedIn = floors.data !== undefined;
  useEffect(() => {
    if (signedOut) signInAgain(wasSignedIn);
  }, [signedOut, wasSignedIn]);

  if (signedOut || floors.isPending) return <Message title={t('state.loading')} />;
  if (floors.data === undefined) {
    const failed = floors.error instanceof RequestFailed && floors.error.status > 0 ? floors.error.message : t('state.unreachable');
    return <Message title={t('state.failed', { reason: failed })} action={{ text: t('state.retry'), run: askAgain }} />;
  }
  const floor = scope.floor ?? floors.data.items[0]?.id;
  if (floor === undefined) {
    return (
      <Message title={t('noFloors.title')} text={t('noFloors.text')}>
        <FirstEvent floor="demo" />
      </Message>
    );
  }
  return <LiveFloor floors={floors.data} floor={floor} scope={scope} change={change} onMaybeSignedOut={askAgain} />;
}
