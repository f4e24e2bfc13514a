import type { DefinedMetric } from '@watchfloor/contracts/definitions';
import { useEffect, useState } from 'react';

type Registry = typeof import('@watchfloor/contracts/definitions');

let registry: Promise<Registry> | null = null;

/** The definitions of all metrics: they come when somebody first wants to know. */
const loadRegistry = (): Promise<Registry> => {
  registry ??= import('@watchfloor/contracts/definitions').catch((error: unknown) => {
    // A later wish tries again.
    registry = null;
    throw error;
  });
  return registry;
};

/** The definition of a number once it is `wanted`; null until it is there. */
export function useDefinition(metric: string, wanted: boolean): DefinedMetric | null {
  const [found, setFound] = useState<DefinedMetric | null>(null);
  useEffect(() => {
    if (!wanted) return;
    let current = true;
    loadRegistry().then(
      ({ definitionOf }) => current && setFound(definitionOf(metric)),
      // Without a definition the number is still a number; opening it says what is wrong.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [metric, wanted]);
  return found;
}
