import './explain.css';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { Explanation } from '@watchfloor/contracts/explanation';
import { useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { type NumberAsked, readExplanation } from '../../shared/api/read-explanation.ts';
import { timeOfDay } from '../../shared/format/time-of-day.ts';
import { languageOf } from '../../shared/i18n/language.ts';
import { ItemTable } from './item-table.tsx';
import { LeftOutTable } from './left-out-table.tsx';
import { NumberText } from './number-text.tsx';

type ExplainDrawerProps = { asked: NumberAsked; zone: string; close: () => void };

/** What is behind a number, beside the board: what it counts, what it leaves out and why, and how it is defined. */
export function ExplainDrawer({ asked, zone, close }: ExplainDrawerProps) {
  const { t } = useTranslation();
  const title = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
  }, []);
  const pages = useInfiniteQuery({
    queryKey: ['explain', asked],
    queryFn: ({ pageParam, signal }) => readExplanation(asked, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    retry: 1,
    // What is told is of one moment, as the title says.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const [first] = pages.data?.pages ?? [];
  return (
    // The click that falls on the dialog itself is one beside what is in it. By keyboard Escape closes it.
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the dialog's own
    <dialog
      className="explain"
      ref={dialog}
      aria-labelledby={title}
      onClose={close}
      onClick={(event) => event.target === dialog.current && dialog.current.close()}
    >
      <div className="explain-body">
        <header className="explain-head">
          <h2 id={title}>{first ? <Title told={first} zone={zone} /> : t('explain.title')}</h2>
          <button type="button" className="plain" onClick={() => dialog.current?.close()}>
            {t('explain.close')}
          </button>
        </header>
        {first ? <Figure told={first} /> : null}
        {pages.isPending ? <p className="quiet">{t('state.loading')}</p> : null}
        {pages.error ? <p role="alert">{t('explain.failed', { reason: pages.error.message })}</p> : null}
        {pages.data ? (
          <>
            <ItemTable items={pages.data.pages.flatMap(({ items }) => items)} zone={zone} />
            <LeftOutTable items={pages.data.pages.flatMap(({ leftOut }) => leftOut)} zone={zone} />
          </>
        ) : null}
        {pages.hasNextPage ? (
          <button type="button" disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {t('explain.more')}
          </button>
        ) : null}
      </div>
    </dialog>
  );
}

function Title({ told, zone }: { told: Explanation; zone: string }) {
  const { t, i18n } = useTranslation();
  const { definition, subject, from, to } = told;
  const [begin, end] = [timeOfDay(Date.parse(from), zone), timeOfDay(Date.parse(to), zone)];
  return (
    <>
      {definition.name[languageOf(i18n.language)]}
      <span className="explain-scope joined">
        <span>{subject.name}</span>
        <span>{from === to ? t('explain.at', { time: end }) : t('explain.range', { from: begin, to: end })}</span>
      </span>
    </>
  );
}

/** The number, what it is made of, and its definition. */
function Figure({ told }: { told: Explanation }) {
  const { t, i18n } = useTranslation();
  const { value, definition, formula, profile, restated } = told;
  const language = languageOf(i18n.language);
  const parts = formula ? [formula.over, formula.under, formula.times ? [formula.times] : []] : [];
  const [over = '', under = '', times = ''] = parts.map((list) =>
    list.map((part) => `${part.name[language]} ${part.value ?? t('unit.none')}`).join(' + '),
  );
  return (
    <section className="explain-figure">
      <p className="explain-value">
        <NumberText value={value} unit={definition.unit} />
      </p>
      {formula ? <p className="explain-formula">{times === '' ? `${over} / ${under}` : `${over} / ${under} × ${times}`}</p> : null}
      <p>{definition.text[language]}</p>
      <p className="quiet joined">
        <span>{t('explain.version', { version: definition.version })}</span>
        <span>{t('explain.profile', { name: profile.name, version: profile.version })}</span>
        {restated > 0 ? <span>{t('explain.restated', { count: restated })}</span> : null}
      </p>
    </section>
  );
}
