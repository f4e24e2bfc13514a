import type { LiveConversation } from '@watchfloor/contracts/fact';
import { type Asked, type Explained, explainFact, explainOpenRound, explainState } from '@watchfloor/core/explain/explain-fact';
import { factsBehind } from '@watchfloor/core/explain/measures-behind';
import { thingOf } from '@watchfloor/core/explain/thing-of';
import type { OpenNow } from '@watchfloor/core/measure/open-measures';
import type { HistoryTransaction } from '@watchfloor/history/connect';
import { readCustomersBehind } from '@watchfloor/history/customers-behind';
import { readFactsBehind } from '@watchfloor/history/facts-behind';
import { type ExplainPlace, isDone } from './explain-cursor.ts';

/** One thing that was looked at, where it stands, and what it says; `pause`: a good moment to stop and go on with the next page. */
export type Step = { place: ExplainPlace; explained: Explained; pause: boolean };
export type StepsAsked = { floor: string; asked: Asked; open: OpenNow | null; after: ExplainPlace | null; limit: number };

/** Everything that has to do with a figure, in the order of pages (see `PARTS`), the latest first within a part. */
export async function* stepsBehind(trx: HistoryTransaction, steps: StepsAsked): AsyncGenerator<Step, void, void> {
  const { floor, asked, open, after } = steps;
  const { range, subject, names } = asked;
  if (open && !isDone('open', after)) yield* openSteps(open, asked, after);
  const types = factsBehind(names);
  if (!isDone('inside', after)) {
    const place = after?.part === 'later' || after?.part === 'inside' ? { ...after, part: after.part } : null;
    for await (const { place: at, fact } of readFactsBehind(trx, { floor, range, subject, types, after: place }))
      yield { place: at, explained: fact && explainFact(fact, asked), pause: fact === null };
  }
  if (names.includes('handled')) yield* customerSteps(trx, steps);
}

/** Rounds and states that have not ended. */
function* openSteps(open: OpenNow, asked: Asked, after: ExplainPlace | null): Generator<Step, void, void> {
  const steps: Step[] = [];
  const push = (explained: Explained, at: number, key: string) =>
    explained && steps.push({ place: { part: 'open', at, key }, explained, pause: false });
  for (const conversation of open.conversations) push(explainOpenRound(conversation, open, asked), sinceOf(conversation), conversation.id);
  for (const agent of open.agents) push(explainState(agent, open, asked), agent.statusSince ?? 0, agent.id);
  steps.sort(({ place: a }, { place: b }) => b.at - a.at || (a.key < b.key ? 1 : -1));
  for (const step of steps) if (after === null || isBefore(step.place, after)) yield step;
}

const sinceOf = ({ waitingSince }: LiveConversation): number => waitingSince ?? 0;

const isBefore = (place: ExplainPlace, after: ExplainPlace): boolean =>
  place.at < after.at || (place.at === after.at && place.key < after.key);

/** The customers of `handled`, each with the last reply that he got. */
async function* customerSteps(trx: HistoryTransaction, { floor, asked, after, limit }: StepsAsked): AsyncGenerator<Step, void, void> {
  const { range, subject } = asked;
  let place = after?.part === 'customers' ? { at: after.at, key: after.key } : null;
  for (;;) {
    // One more than a page holds: so it is known whether there is another.
    const customers = await readCustomersBehind(trx, { floor, range, subject, after: place, limit: limit + 1 });
    for (const { place: at, last, replies } of customers) {
      const thing = thingOf(last);
      if (!thing) continue;
      const item = { ...thing, kind: 'customer' as const, times: replies };
      yield {
        place: { part: 'customers', ...at },
        explained: { item: { ...item, counted: [{ as: 'handled', at: last.at, n: 1 }] } },
        pause: false,
      };
    }
    place = customers.at(-1)?.place ?? null;
    if (place === null || customers.length <= limit) return;
  }
}
