import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';

/** Ubuntu has no package of Chromium, and its runners have Chrome. */
const programs: readonly string[] = ['chromium', 'google-chrome'];

/** Starts the browser in PATH. Its sandbox does not work for root in a container. */
export function startBrowser(): Promise<Browser> {
  const directories = (process.env['PATH'] ?? '').split(delimiter);
  const candidates = programs.flatMap((program) => directories.map((directory) => join(directory, program)));
  const executablePath = candidates.find((path) => existsSync(path));
  if (executablePath === undefined) throw new Error(`PATH has none of ${programs.join(', ')}; install one of them`);
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

/** A window that records what must not happen. */
export interface Window extends AsyncDisposable {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Dialogs, errors of scripts, violations of the policy, and requests to other servers. */
  readonly problems: readonly string[];
}

/** Opens a window. Requests to any server but `origin` are aborted and recorded. */
export async function openWindow(
  browser: Browser,
  origin: string,
  options: BrowserContextOptions = {},
): Promise<Window> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('dialog', (dialog) => {
    problems.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => problems.push(`error ${error.message}`));
  page.on('console', (message) => {
    const text = message.text();
    // The console also reports the status of the page itself.
    if (message.type() === 'error' && !text.startsWith('Failed to load resource')) problems.push(text);
  });
  await page.route('**/*', (route) => {
    const url = route.request().url();
    if (url.startsWith(origin) || url.startsWith('data:')) return route.continue();
    problems.push(`request ${url}`);
    return route.abort();
  });
  return { page, context, problems, [Symbol.asyncDispose]: () => context.close() };
}

/** Whether the page is wider than the window. */
export function scrollsSideways(page: Page): Promise<boolean> {
  return page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
}
