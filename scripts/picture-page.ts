// Takes the pictures of the page of `serve`: docs/pictures/page-*.png. Needs Chromium or Chrome, and the fonts of
// Debian's packages fonts-noto-core and fonts-liberation.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { createFetchHandler } from '../src/server/index.ts';
import { startBrowser } from '../test/interop/browser.ts';
import { exampleRegistry } from '../test/page/example-registry.ts';

const pictures = join(import.meta.dirname, '../docs/pictures');
const maxBytes = 150 * 1024;
const origin = 'http://localhost:5000';

const views = {
  tags: '/?repository=acme/bundle',
  manifest: '/?repository=acme/bundle&tag=v1.2.0',
  files: '/?repository=acme/bundle&tag=v1.2.0',
} as const;

const shots = [
  { name: 'page-manifest', view: 'manifest', width: 1100, height: 1190 },
  { name: 'page-files', view: 'files', width: 1100, height: 1190 },
  { name: 'page-phone', view: 'tags', width: 390, height: 844 },
] as const;

const { registry } = await exampleRegistry();
const handle = createFetchHandler(registry, { page: true });
const browser = await startBrowser();
try {
  mkdirSync(pictures, { recursive: true });
  for (const { view, width, height, ...shot } of shots)
    for (const theme of ['light', 'dark'] as const) {
      const name = theme === 'light' ? shot.name : `${shot.name}-dark`;
      const page = await browser.newPage({ colorScheme: theme, viewport: { width, height } });
      await serveFrom(page);
      await page.goto(origin + views[view]);
      if (view === 'files') {
        await page.getByRole('link', { name: 'Files of bundle' }).click();
        await page.locator('.inline').waitFor();
        await page.mouse.move(0, 0);
      }
      const picture = await page.screenshot();
      if (picture.byteLength > maxBytes) throw new Error(`${name}.png has ${picture.byteLength} bytes`);
      writeFileSync(join(pictures, `${name}.png`), picture);
      await page.close();
    }
} finally {
  await browser.close();
}

/** Answers the requests of a window without a port. */
async function serveFrom(page: Page): Promise<void> {
  await page.route(`${origin}/**`, async (route) => {
    const request = route.request();
    const reply = await handle(new Request(request.url(), { headers: { accept: 'text/html' } }));
    const headers = Object.fromEntries(reply.headers);
    await route.fulfill({ status: reply.status, headers, body: Buffer.from(await reply.arrayBuffer()) });
  });
}
