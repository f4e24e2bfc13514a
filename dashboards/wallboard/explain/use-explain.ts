import { createContext, useContext } from 'react';

/** Opens what is behind a number: the metric's dotted path, and whose it is (`floor`, `agent:ID`). */
export type Explain = (metric: string, subject: string) => void;

export const ExplainContext = createContext<Explain>(() => {});
export const useExplain = (): Explain => useContext(ExplainContext);
