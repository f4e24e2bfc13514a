import type { LoggedEvent } from '@watchfloor/contracts/event';
import type { Fact } from '@watchfloor/contracts/fact';
import { instantOf } from '@watchfloor/contracts/instant';
import type { RestatedChange, RestatementOutcome } from '@watchfloor/contracts/restatement';
import { LATENESS_BOUND_MS } from '@watchfloor/core/floor/lateness';
import { rulesOf } from '@watchfloor/core/floor/rules';
import { settingsAt } from '@watchfloor/core/floor/settings-at';
import { measuresOf } from '@watchfloor/core/measure/measures-of';
import { difference } from '@watchfloor/core/order/repair';
import { accountsOf, retellAgent, retellConversation } from '@watchfloor/core/restate/retell';
import type { HistoryTransaction } from '@watchfloor/history/connect';
import { deleteRows } from '@watchfloor/history/delete-rows';
import { hourOf } from '@watchfloor/history/fact-hours';
import { findRestatedSubject, keepRestated, noteRestatement } from '@watchfloor/history/restatements';
import type { LateEventRow } from '@watchfloor/history/schema';
import { sealsOf } from '@watchfloor/history/sealed-days';
import { changeFacts } from './change-facts.ts';
import { factRow } from './fact-row.ts';
import { keepAgent } from './keep-agent.ts';
import type { Story } from './read-story.ts';
import { storedOfAgent, storedOfConversation } from './stored-facts.ts';

/** A conversation (`c:` and its id) or an agent (`a:`) to be told anew, and the late events that are why, if it is for such. */
export type Restating = { floor: string; subject: string; partition: number; late: LateEventRow[]; now: number };

/** What is to be said of a subject instead of what is stored. */
type Telling = { stored: Fact[]; told: Fact[]; live: object | null };

/**
 * Tells a subject anew from the archive and changes the ledger's facts to that, but for those of sealed days. The caller has locked the partition's
 * position, so nobody records facts of it meanwhile, and the story holds everything that the stored facts speak of.
 */
export async function restateSubject(trx: HistoryTransaction, restating: Restating, story: Story): Promise<RestatementOutcome> {
  const { floor, subject, partition, late, now } = restating;
  const { floor: settings, events, statuses } = story;
  const isConversation = subject.startsWith('c:');
  const id = subject.slice(2);
  const all = isConversation ? events : [...statuses.values()].flat();
  const restatedBefore = (await findRestatedSubject(trx, floor, subject)) !== null;
  if (!restatedBefore && settings.clock === 'wall' && late.length > 0 && late.every((row) => isRepeat(row, all))) {
    await deleteRows(trx, 'late_events', late);
    return 'unchanged';
  }
  const { stored, told, live } = isConversation
    ? await tellConversation(trx, floor, id, story)
    : await tellAgent(trx, floor, id, { story, now });

  const { facts: added, retracts: gone } = difference({ facts: stored, retracts: [] }, { facts: told, retracts: [] });
  const isSealed = await sealsOf(trx, floor, settings, now);
  const open = { added: added.filter(({ at }) => !isSealed(at)), gone: gone.filter(({ at }) => !isSealed(at)) };
  await changeFacts(trx, floor, { ...open, restated: true });

  const changed = open.added.length + open.gone.length;
  const left = added.length + gone.length - changed;
  const outcome = changed > 0 ? 'restated' : left > 0 ? 'sealed' : 'unchanged';
  if (late.length > 0 || changed > 0)
    await noteRestatement(trx, {
      floor,
      subject,
      notedAt: now,
      outcome,
      events: late.map(({ at, noted_at, source, event_id, type }) => ({
        at: instantOf(at),
        received: instantOf(noted_at),
        source,
        id: event_id,
        type,
      })),
      changes: changesOf(open),
      figures: figuresOf([...open.added, ...open.gone]),
    });
  await deleteRows(trx, 'late_events', late);
  // Nothing of it may change what was: the keeper speaks for it as before.
  if (outcome === 'sealed' && !restatedBefore) return outcome;
  const row = { floor, subject, partition, live: live && JSON.stringify(live), changed_at: now };
  if (isConversation) await keepRestated(trx, { ...row, late_from: null, late_through: null, states_only: false });
  else await keepAgent(trx, row, { late, isWall: settings.clock === 'wall', accounts: new Set([id, ...accountsOf(story.settings, id)]) });
  return outcome;
}

async function tellConversation(trx: HistoryTransaction, floor: string, id: string, story: Story): Promise<Telling> {
  const { events, statuses, settings } = story;
  const { facts, live } = retellConversation(events, { statuses, settings, rulesAt: (at) => rulesOf(settingsAt(story, at).floor) });
  const from = events[0]?.time ?? 0;
  return { stored: await storedOfConversation(trx, { floor, id, from }), told: facts.filter(isKept), live };
}

type AgentStory = { story: Story; now: number };

async function tellAgent(trx: HistoryTransaction, floor: string, id: string, { story, now }: AgentStory): Promise<Telling> {
  const { statuses, settings, floor: present } = story;
  const { facts, live } = retellAgent(id, { statuses, settings, now: await nowOn(trx, floor, { present, now }) });
  // A state that began before the first change that was read is as it was.
  const from = Math.min(Number.MAX_SAFE_INTEGER, ...[...statuses.values()].flatMap((changes) => changes[0]?.time ?? []));
  return { stored: await storedOfAgent(trx, { floor, id, from }), told: facts, live: live && { ...live } };
}

/** The instant up to which accounts have turned: on event time that up to which facts are recorded. */
async function nowOn(trx: HistoryTransaction, floor: string, { present, now }: { present: Story['floor']; now: number }): Promise<number> {
  if (present.clock === 'wall') return now;
  return (await trx.selectFrom('floor_through').select('through').where('floor', '=', floor).executeTakeFirst())?.through ?? 0;
}

/** Facts that the ledger keeps: not those that only say what is now, or that an event was ignored. */
const isKept = (fact: Fact): boolean => factRow('', fact) !== null;

function changesOf({ added, gone }: { added: Fact[]; gone: Fact[] }): RestatedChange[] {
  const types = new Set([...added, ...gone].map(({ type }) => type));
  const of = (facts: Fact[], type: string) => facts.filter((fact) => fact.type === type).length;
  return [...types].sort().map((fact) => ({ fact, gone: of(gone, fact), added: of(added, fact) }));
}

/** The subjects of figures that facts count for, by UTC hour. */
function figuresOf(facts: readonly Fact[]): Map<number, Set<string>> {
  const figures = new Map<number, Set<string>>();
  for (const { subject, at } of facts.flatMap((fact) => measuresOf(fact))) {
    const hour = figures.get(hourOf(at)) ?? new Set();
    figures.set(hourOf(at), hour.add(subject));
  }
  return figures;
}

/** Had it come in time before? Then nothing hangs on its coming once more. */
function isRepeat(
  { at, source, event_id }: LateEventRow,
  events: readonly Pick<LoggedEvent, 'time' | 'source' | 'id' | 'received'>[],
): boolean {
  const first = events.find((event) => event.time === at && event.source === source && event.id === event_id);
  return first !== undefined && first.received - first.time <= LATENESS_BOUND_MS;
}
