import { emptyDistribution } from '@watchfloor/contracts/distribution';
import { expect, test } from 'vitest';
import { compare } from './compare.ts';
import { story } from './load/story.ts';
import type { Shown, ShownAlert } from './read-shown.ts';

const at = Date.UTC(2026, 10, 11);
const instant = (after: number) => new Date(at + after).toISOString();
/** Conversation 1 was answered in 410 ms, 9 in 2,300 ms, and in 41 somebody waits. */
const taken = [1, 9, 41].flatMap((turn) => story('f', turn, at)).map((event) => ({ ...event, toldAt: Date.parse(event.time) }));
const lengths = (...ms: number[]) => ({
  ...emptyDistribution,
  count: ms.length,
  avgMs: ms.length === 0 ? null : ms.reduce((a, b) => a + b) / ms.length,
  maxMs: ms.length === 0 ? null : Math.max(...ms),
});
const agent = (key: string, ms: number[], held: number) => {
  const response = lengths(...ms);
  return { key, response, firstResponse: response, handleTime: lengths(held), handled: 1, conversations: 1 };
};
const alert = (subject: string, reason: string | null): ShownAlert => ({
  id: `al-${subject}`,
  subject: { id: subject },
  since: instant(10),
  dueAt: instant(1_510),
  firedAt: instant(1_511),
  reason,
});
const right: Shown = {
  progress: { applied: 13, duplicates: 0, late: 0, ignored: 0, through: null },
  floor: {
    key: 'f',
    response: lengths(410, 2_300),
    firstResponse: lengths(420, 2_310),
    handleTime: emptyDistribution,
    handled: 2,
    conversations: 3,
  },
  agents: [agent('a-9', [2_300], 2_605), agent('a-1', [410], 715)],
  open: 1,
  waiting: 1,
  whoWaits: ['c-41'],
  active: [alert('c-41', null)],
  ended: [alert('c-9', 'replied')],
  archived: taken,
};
const judged = (shown: Partial<Shown>, { overtaken = false, book = taken } = {}) =>
  compare(book, { ...right, ...shown }, { late: 0, overtaken, now: at + 60_000 });

test('a house that shows what was told is right', () => {
  expect(judged({})).toEqual({ events: 13, lost: 0, doubled: 0, alerts: 2, withdrawn: 0, overtaken: 0, wrong: [] });
});

test.each<[string, Partial<Shown>, string]>([
  ['an event missing in the archive', { archived: taken.slice(1) }, 'archive'],
  ['an event twice in the archive', { archived: [...taken, ...taken.slice(-1)] }, 'archive'],
  ['an event in the archive that nobody sent', { archived: [...taken, ...story('f', 2, at).slice(0, 1)] }, 'archive'],
  ['an event lost', { progress: { applied: 12, duplicates: 0, late: 0, ignored: 0, through: null } }, 'progress'],
  ['an event ignored', { progress: { applied: 13, duplicates: 0, late: 0, ignored: 1, through: null } }, 'progress'],
  ['nobody who can say', { progress: null }, 'progress'],
  ['a row lost in the ledger', { agents: right.agents.slice(1) }, 'ledger by agent'],
  ['nothing in the ledger', { floor: undefined }, 'ledger'],
  ['a board that shows too few', { open: 0 }, 'board'],
  ['a board that shows another', { whoWaits: ['c-1'] }, 'board, who waits'],
  ['an alert missing', { ended: [] }, 'alerts that ended'],
  ['an alert withdrawn that was right', { ended: [alert('c-9', 'withdrawn')] }, 'alerts that ended'],
  ['an alert that never ended', { active: [alert('c-41', null), alert('c-1', null)] }, 'alerts that stand'],
  ['a false alert', { ended: [alert('c-9', 'replied'), alert('c-1', 'replied')] }, 'alerts that ended'],
])('%s is seen', (_name, shown, where) => {
  expect(judged(shown).wrong).toEqual([expect.stringMatching(`^${where}: `)]);
});

test('what is lost and what is doubled is counted', () => {
  const progress = { duplicates: 0, late: 0, ignored: 0, through: null };
  expect(judged({ progress: { ...progress, applied: 11 } })).toMatchObject({ lost: 2, doubled: 0 });
  expect(judged({ progress: { ...progress, applied: 14 } })).toMatchObject({ lost: 0, doubled: 1 });
});

test('a false alert is none only if what disproves it came after it had fired', () => {
  const ended = [alert('c-9', 'replied'), alert('c-1', 'unanswered')];
  expect(judged({ ended }, { overtaken: true }).wrong).toHaveLength(1);
  const book = taken.map((event) => (event.subject === 'c-1' ? { ...event, toldAt: at + 5_000 } : event));
  expect(judged({ ended }, { overtaken: true, book })).toMatchObject({ wrong: [], overtaken: 1 });
});
