import type { WindowName } from '@watchfloor/contracts/live';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { languageOf } from '../../shared/i18n/language.ts';
import { useView } from '../use-view.ts';
import { useDefinition } from './definitions.ts';
import { useExplain } from './use-explain.ts';

type ExplainedNumberProps = { metric: string; subject?: string; children: ReactNode };

/** A number of the board: hovering tells its name, definition and window, a click or Enter what is behind it. */
export function ExplainedNumber({ metric, subject = 'floor', children }: ExplainedNumberProps) {
  const { t, i18n } = useTranslation();
  const explain = useExplain();
  const [wanted, setWanted] = useState(false);
  const definition = useDefinition(metric, wanted);
  const window = useView((view): WindowName | null => view.state.snapshot?.window ?? null);
  const language = languageOf(i18n.language);
  const words =
    definition &&
    [
      definition.name[language],
      definition.definition.kind === 'live' || window === null ? t('explain.now') : t('explain.within', { window: t(`window.${window}`) }),
      definition.definition.text[language],
    ].join('\n');
  return (
    <button
      type="button"
      className="number"
      data-metric={metric}
      {...(words === null ? {} : { title: words })}
      onPointerEnter={() => setWanted(true)}
      onFocus={() => setWanted(true)}
      onClick={() => explain(metric, subject)}
    >
      {children}
    </button>
  );
}
