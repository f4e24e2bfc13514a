import type { Page } from 'playwright-core';

/** What has to be on the page: an element that matches, holding that text if one is given; `absent`: no such element. */
export type Sight = { selector: string; text?: string; absent?: boolean };

/**
 * Watches a page for a sight from now on and gives the instant (epoch ms) of the frame that showed it. Resolves once the watch is set, so that
 * what is done next is seen; `at` rejects after `withinMs`.
 */
export async function watchFor(page: Page, sight: Sight, withinMs = 15_000): Promise<{ at: Promise<number> }> {
  const watch = await page.evaluateHandle(
    ([{ selector, text, absent = false }, patience]) => {
      const isThere = (): boolean => {
        const found = [...document.querySelectorAll(selector)].some((element) => text === undefined || element.textContent?.includes(text));
        return found !== absent;
      };
      const at = new Promise<number | null>((resolve) => {
        const observer = new MutationObserver(() => look());
        const look = (): void => {
          if (!isThere()) return;
          observer.disconnect();
          // The change is in the document; the frame that shows it is the next one.
          requestAnimationFrame(() => setTimeout(() => resolve(Date.now())));
        };
        observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
        setTimeout(() => {
          observer.disconnect();
          resolve(null);
        }, patience);
        look();
      });
      return { at };
    },
    [sight, withinMs] as const,
  );
  const at = watch.evaluate(({ at }) => at).then((seen) => seen ?? fail(page, sight, withinMs));
  // Whoever asks later still hears of it; meanwhile it is nobody's unhandled rejection.
  at.catch(() => {});
  return { at };
}

async function fail(page: Page, sight: Sight, withinMs: number): Promise<never> {
  const text = await page.locator('body').innerText();
  throw new Error(`not seen within ${withinMs} ms: ${JSON.stringify(sight)}; the page says:\n${text.slice(0, 1_500)}`);
}
