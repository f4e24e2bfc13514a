import { useCallback, useEffect, useState } from 'react';
import { readScope, type Scope, writeScope } from './model/scope.ts';

/** The scope in the address; a change becomes an entry of the history, so that Back goes back. */
export function useScope(): [Scope, (change: Partial<Scope>) => void] {
  const [scope, setScope] = useState(() => readScope(location.search));
  useEffect(() => {
    const read = (): void => setScope(readScope(location.search));
    addEventListener('popstate', read);
    return () => removeEventListener('popstate', read);
  }, []);
  const change = useCallback((part: Partial<Scope>): void => {
    const next = { ...readScope(location.search), ...part };
    history.pushState(null, '', writeScope(location.search, next));
    setScope(next);
  }, []);
  return [scope, change];
}
