import type { Item, LeftOutThing } from '@watchfloor/core/explain/explain-fact';
import type { ExplainPlace } from './explain-cursor.ts';
import type { Step } from './steps-behind.ts';

export type Page = { items: Item[]; leftOut: LeftOutThing[]; next: ExplainPlace | null };

/** So long a page is looked for; a range of much that has nothing to do with the figure is then gone on with on the next. */
const PATIENCE_MS = 1_500;

/** The next `limit` items, and what was left out on the way to them (as many at most). */
export async function collectPage(steps: AsyncIterable<Step>, limit: number): Promise<Page> {
  const page: Page = { items: [], leftOut: [], next: null };
  const until = performance.now() + PATIENCE_MS;
  let last: ExplainPlace | null = null;
  for await (const { place, explained, pause } of steps) {
    if (explained && 'item' in explained) {
      if (page.items.length === limit) return { ...page, next: last };
      page.items.push(explained.item);
    } else if (explained) {
      if (page.leftOut.length === limit) return { ...page, next: last };
      page.leftOut.push(explained.leftOut);
    }
    last = place;
    if (pause && performance.now() > until) return { ...page, next: last };
  }
  return page;
}
