import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const APPS = ['Chromium', 'Google Chrome'].map((app) => `/Applications/${app}.app/Contents/MacOS/${app}`);
/** Nothing that phones home, nothing that a container lacks. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export type VisitOptions = {
  language?: string;
  scheme?: 'dark' | 'light';
  viewport?: { width: number; height: number };
};

/** One person with one page, and what the page complained of: console errors (a breach of the content policy is one) and uncaught errors. */
export type Visit = AsyncDisposable & { page: Page; context: BrowserContext; complaints: string[] };

/** The system's own Chromium, headless. */
export type BrowserUnderTest = AsyncDisposable & { visit: (options?: VisitOptions) => Promise<Visit> };

export async function openBrowser(): Promise<BrowserUnderTest> {
  const browser: Browser = await chromium.launch({ executablePath: findChromium(), args: ARGS, headless: true });
  return {
    async visit({ language = 'en-US', scheme = 'dark', viewport = { width: 1920, height: 1080 } } = {}) {
      const context = await browser.newContext({ locale: language, colorScheme: scheme, viewport });
      const page = await context.newPage();
      page.setDefaultTimeout(15_000);
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(`${message.text()} (${message.location().url})`);
      });
      page.on('pageerror', (error) => complaints.push(`uncaught: ${error.stack ?? error.message}`));
      return { page, context, complaints, [Symbol.asyncDispose]: () => context.close() };
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

/** Signs in through the page and waits until the page wanted, a path of the house, is there. */
export async function signIn(
  page: Page,
  house: { gatewayUrl: string; admin: { email: string; password: string } },
  to: string,
): Promise<void> {
  await page.goto(`${house.gatewayUrl}/sign-in?next=${encodeURIComponent(to)}`);
  await fillSignIn(page, house.admin);
  await page.waitForURL(`${house.gatewayUrl}${to}`);
}

/** Fills in the sign-in page and sends it. */
export async function fillSignIn(page: Page, admin: { email: string; password: string }): Promise<void> {
  await page.locator('input[name=email]').fill(admin.email);
  await page.locator('input[name=password]').fill(admin.password);
  await page.locator('button[type=submit]').click();
}

function findChromium(): string {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const candidates = [...PROGRAMS.flatMap((program) => folders.map((folder) => path.join(folder, program))), ...APPS];
  const found = candidates.find((candidate) => existsSync(candidate));
  if (!found) throw new Error('there is no Chromium: npm test installs it, or says how');
  return found;
}
