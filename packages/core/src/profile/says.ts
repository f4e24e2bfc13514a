import type { Words } from '@watchfloor/contracts/definition';
import type { ProfileLine, ProfileRules, RuleName } from '@watchfloor/contracts/profile';

/** Who says something, and when. */
export type Source = { source: string; date: string };

/** The brief of this house. It gives no sources of its own. */
export const BRIEF: Source = { source: 'Watchfloor brief, metrics.md, "Platform profiles"', date: '2026-11-22' };
/** What metrics.md defines for everybody. */
export const HOUSE: Source = { source: 'Watchfloor brief, metrics.md, "The unit" and "Cohorts"', date: '2026-11-22' };
/** No source gives it: it is our choice. */
export const OURS: Source = { source: 'Watchfloor’s own choice; no source gives one', date: '2026-11-22' };

type Telling = Source & { text: Words };

/** One rule of a profile. */
export const says = <K extends RuleName>(key: K, value: ProfileRules[K], { text, source, date }: Telling): ProfileLine => ({
  key,
  value,
  text,
  source,
  date,
});

/** What lines say, over what holds without them. */
export const rulesFrom = (lines: readonly ProfileLine[], otherwise: ProfileRules): ProfileRules => ({
  ...otherwise,
  ...(Object.fromEntries(lines.map(({ key, value }) => [key, value])) as Partial<ProfileRules>),
});
