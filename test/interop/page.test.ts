import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hashSync } from 'bcryptjs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listen, type Listening, type ListenOptions } from '../../src/server/index.ts';
import { absent, ExampleRegistry, exampleRegistry, packedLayer } from '../page/example-registry.ts';
import { openWindow, scrollsSideways, startBrowser } from './browser.ts';
import { must, temporaryDirectory } from './processes.ts';
import { repositoryRoot } from './run-action.ts';

let browser: Browser;
let server: Listening;

beforeAll(async () => {
  browser = await startBrowser();
  server = await serve(await exampleRegistry());
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

function serve({ registry }: ExampleRegistry, options: ListenOptions = {}): Promise<Listening> {
  return listen(registry, { page: true, ...options });
}

async function texts(page: Page, selector: string): Promise<readonly string[]> {
  return (await page.locator(selector).allTextContents()).map((text) => text.trim());
}

describe('the page in a browser', () => {
  it('leads from the repositories to the files of a layer', async () => {
    await using window = await openWindow(browser, server.url);
    const { page, problems } = window;
    await page.goto(server.url);
    await page.getByRole('link', { name: 'acme/bundle' }).click();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('acme/bundle');
    await page.getByRole('link', { name: 'v1.2.0' }).click();
    expect(await texts(page, '.tree .badge')).toEqual(
      expect.arrayContaining(['SBOM', 'Signature', 'Attestation: provenance']),
    );
    await page.getByRole('link', { name: 'Files of bundle' }).click();
    await page.locator('.inline').waitFor();
    expect(await texts(page, '#files td:first-child')).toContain('./scripts/install.sh');
    await page.getByRole('link', { name: 'Files of bundle' }).click();
    expect(await page.locator('.inline').count()).toBe(0);
    await page.getByRole('navigation').getByRole('link', { name: 'acme/bundle' }).click();
    expect(await page.locator('tbody tr').count()).toBe(6);
    expect(problems).toEqual([]);
  });

  it('goes from an index to a platform, and from a referrer to its subject', async () => {
    await using window = await openWindow(browser, server.url);
    const { page, problems } = window;
    await page.goto(`${server.url}/?repository=acme/app&tag=3.1`);
    await page.locator('tr', { hasText: 'linux/arm64' }).getByRole('link').click();
    expect(await texts(page, 'dl')).toEqual(expect.arrayContaining([expect.stringContaining('2026-11-20 12:15 UTC')]));
    await page.goto(`${server.url}/?repository=acme/bundle&tag=v1.2.0`);
    await page.locator('.tree > li', { hasText: 'cosign.artifact' }).getByRole('link').click();
    await page.locator('dt:text("Subject") + dd a').click();
    expect(await texts(page, '.tree .badge')).toContain('SBOM');
    expect(problems).toEqual([]);
  });

  it('searches while one types, and keeps the address', async () => {
    await using window = await openWindow(browser, server.url);
    const { page, problems } = window;
    await page.goto(server.url);
    await page.getByRole('searchbox').pressSequentially('weather');
    await page.getByText('1 repository').waitFor();
    expect(await texts(page, '.names a')).toEqual(['data/weather/2026']);
    expect(new URL(page.url()).search).toBe('?q=weather');
    await page.getByRole('searchbox').fill('no such name');
    await page.getByText('No repositories match').waitFor();
    await page.getByRole('searchbox').fill('');
    await page.getByText('8 repositories').waitFor();
    expect(problems).toEqual([]);
  });

  it('copies commands', async () => {
    await using window = await openWindow(browser, server.url, { permissions: ['clipboard-read', 'clipboard-write'] });
    const { page, problems } = window;
    await page.goto(`${server.url}/?repository=acme/app&tag=3.1`);
    const command = `docker pull ${server.host}/acme/app:3.1`;
    await page.getByRole('button', { name: `Copy ${command}` }).click();
    await page.getByText('Copied').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(command);
    expect(problems).toEqual([]);
  });

  it.each(['127.0.0.1', 'localhost'])('has commands that work, at %s', async (host) => {
    const url = `http://${host}:${server.port}`;
    await using window = await openWindow(browser, url);
    await using work = await temporaryDirectory();
    await window.page.goto(`${url}/?repository=acme/bundle&tag=v1.2.0`);
    const commands = await texts(window.page, '.commands code');
    expect(commands.map((command) => command.split(' ')[0])).toEqual(['oci-artifact', 'oras', 'crane', 'docker']);
    for (const command of commands.slice(0, 3)) {
      const [program = '', ...args] = command.split(' ');
      if (program !== 'oci-artifact') await must(program, args, { cwd: work.path });
      else await must(process.execPath, [join(repositoryRoot, 'dist/cli.js'), ...args], { cwd: work.path });
    }
    expect(await readdir(work.path)).toEqual(expect.arrayContaining(['bundle', 'out']));
  });

  it('downloads a layer as a file', async () => {
    await using window = await openWindow(browser, server.url);
    const { page } = window;
    await page.goto(`${server.url}/?repository=acme/bundle&tag=v1.2.0`);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download bundle' }).click(),
    ]);
    expect(await download.failure()).toBeNull();
  });

  it('works with the keyboard only', async () => {
    await using window = await openWindow(browser, server.url);
    const { page, problems } = window;
    await page.goto(server.url);
    await page.keyboard.press('/');
    await page.keyboard.type('bundle');
    await page.getByText('1 repository').waitFor();
    // Over the button to the only result.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'acme/bundle' }).waitFor();
    await page.getByRole('link', { name: 'v1.2.0' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'acme/bundle:v1.2.0' }).waitFor();
    const focused = (): Promise<string> =>
      page.evaluate('document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent');
    const visited: string[] = [];
    for (let presses = 0; presses < 12; presses++) {
      await page.keyboard.press('Tab');
      visited.push(await focused());
      if (visited.at(-1) === 'Files of bundle') break;
    }
    expect(visited).toContain(`Copy oras pull --plain-http ${server.host}/acme/bundle:v1.2.0`);
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    await page.keyboard.press('Enter');
    await page.locator('.inline').waitFor();
    expect(await focused()).toBe('Files of bundle');
    expect(problems).toEqual([]);
  });

  it('shows its lists without JavaScript', async () => {
    await using window = await openWindow(browser, server.url, { javaScriptEnabled: false });
    const { page } = window;
    await page.goto(server.url);
    await page.getByRole('searchbox').fill('bundle');
    await page.getByRole('button', { name: 'Search' }).click();
    expect(await texts(page, '.names a')).toEqual(['acme/bundle']);
    await page.getByRole('link', { name: 'acme/bundle' }).click();
    await page.getByRole('link', { name: 'v1.2.0' }).click();
    expect(await page.locator('.commands code').count()).toBe(4);
    await page.getByRole('link', { name: 'Files of bundle' }).click();
    expect(await texts(page, '#files td:first-child')).toContain('./README.md');
  });

  it.each(['light', 'dark'] as const)('fits a phone, and has enough contrast, in the %s theme', async (colorScheme) => {
    await using window = await openWindow(browser, server.url, {
      colorScheme,
      viewport: { width: 360, height: 740 },
    });
    const { page, problems } = window;
    const colours = new Set<string>();
    for (const path of [
      '/',
      '/?repository=acme/bundle',
      '/?repository=acme/bundle&tag=v1.2.0',
      '/?repository=acme/app&tag=3.1',
      '/?repository=acme/none',
    ]) {
      await page.goto(server.url + path);
      expect([path, await scrollsSideways(page)]).toEqual([path, false]);
      colours.add(await page.evaluate('getComputedStyle(document.body).backgroundColor'));
      expect([path, await lowContrast(page)]).toEqual([path, []]);
    }
    await page.goto(`${server.url}/?repository=acme/bundle&tag=v1.2.0`);
    await page.getByRole('link', { name: 'Files of bundle' }).click();
    await page.locator('.inline').waitFor();
    expect(await scrollsSideways(page)).toBe(false);
    expect([...colours]).toEqual([colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(13, 17, 23)']);
    expect(problems).toEqual([]);
  });
});

/** Texts whose contrast is below 4.5 : 1 (WCAG 2.2, 1.4.3). */
function lowContrast(page: Page): Promise<readonly string[]> {
  return page.evaluate(`
    (() => {
      const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
      const luminance = (colour) => {
        const [r, g, b] = numbers(colour).map((value) => {
          const part = value / 255;
          return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const background = (element) => {
        const colour = getComputedStyle(element).backgroundColor;
        const isClear = numbers(colour)[3] === 0;
        return isClear && element.parentElement !== null ? background(element.parentElement) : colour;
      };
      const low = [];
      for (const element of document.querySelectorAll('body *:not(script)')) {
        const text = [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data.trim()).join('');
        if (text === '') continue;
        const [a, b] = [luminance(getComputedStyle(element).color), luminance(background(element))];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (ratio < 4.5) low.push(text.slice(0, 40) + ' ' + ratio.toFixed(2));
      }
      return low;
    })()
  `);
}

describe('hostile content in a browser', () => {
  const payloads = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(2)>',
    "' onmouseover='alert(3)' autofocus onfocus='alert(4)",
    '</title></style></script><svg onload=alert(5)>',
    '<iframe srcdoc="<script>parent.alert(6)</script>"></iframe>',
    'javascript:alert(7)',
    '<base href="http://evil.test/"><link rel=stylesheet href="http://evil.test/x.css">',
  ];

  async function hostileRegistry(): Promise<ExampleRegistry> {
    const example = new ExampleRegistry();
    const files = Object.fromEntries(payloads.map((payload) => [payload.slice(0, 90), 3]));
    const title = payloads.join(' ');
    const layer = {
      ...(await example.blob('evil', 'application/x.tar', packedLayer(files))),
      mediaType: 'application/x.tar"><script>alert(8)</script>',
      annotations: { 'org.opencontainers.image.title': title },
    };
    const annotations = Object.fromEntries(payloads.flatMap((payload) => [[payload, payload]]));
    const subject = await example.artifact('evil', layer, { tags: ['v1'], artifactType: payloads[1], annotations });
    await example.attach('evil', subject, 'application/spdx+json', {
      predicateType: payloads[0] ?? '',
      'org.opencontainers.image.created': payloads[1] ?? '',
    });
    return example;
  }

  it('executes nothing and requests nothing', async () => {
    await using hostile = await serve(await hostileRegistry());
    await using window = await openWindow(browser, hostile.url);
    const { page, problems } = window;
    for (const path of [
      '/',
      '/?repository=evil',
      '/?repository=evil&tag=v1',
      ...payloads.map((payload) => `/?q=${encodeURIComponent(payload)}`),
      `/?repository=${encodeURIComponent(payloads[0] ?? '')}`,
      `/?repository=evil&tag=${encodeURIComponent(payloads[1] ?? '')}`,
    ]) {
      await page.goto(hostile.url + path);
      expect([path, await page.locator('script').count()]).toEqual([path, 1]);
      expect([path, await page.locator('main :is(img, svg, iframe, base, link, script)').count()]).toEqual([path, 0]);
    }
    await page.goto(`${hostile.url}/?repository=evil&tag=v1`);
    await page.getByRole('link', { name: 'Files of' }).click();
    await page.locator('.inline').waitFor();
    expect(await texts(page, '#files td:first-child')).toContain(payloads[0]);
    expect(await page.locator('a[href^="javascript:" i]').count()).toBe(0);
    await page.getByRole('searchbox').waitFor({ state: 'detached' });
    await page.goto(hostile.url);
    await page.getByRole('searchbox').fill(payloads[1] ?? '');
    await page.getByText('No repositories match').waitFor();
    expect(problems).toEqual([]);
  });

  it('is stopped by the policy even if markup gets into the page', async () => {
    await using window = await openWindow(browser, server.url);
    const { page, problems } = window;
    await page.goto(server.url);
    await page.evaluate(
      `document.body.insertAdjacentHTML('beforeend', '<img src="http://evil.test/x" onerror="alert(1)">')`,
    );
    await expect.poll(() => problems.join('\n')).toContain('Content Security Policy');
    expect(problems.filter((problem) => problem.startsWith('dialog') || problem.startsWith('request'))).toEqual([]);
  });

  it('cannot show the page in a frame of another site', async () => {
    await using window = await openWindow(browser, server.url);
    const { page } = window;
    await page.setContent(`<iframe src="${server.url}/"></iframe>`);
    const frame = page.frames()[1];
    expect(await frame?.locator('.names').count()).toBe(0);
  });
});

describe('authentication in a browser', () => {
  const htpasswd = `ada:${hashSync('secret', 4)}`;

  it('shows the registry to users', async () => {
    await using guarded = await serve(await exampleRegistry(), { htpasswd });
    const httpCredentials = { username: 'ada', password: 'secret' };
    await using window = await openWindow(browser, guarded.url, { httpCredentials });
    const { page, problems } = window;
    expect((await page.goto(guarded.url))?.status()).toBe(200);
    await page.getByRole('searchbox').pressSequentially('bundle');
    await page.getByText('1 repository').waitFor();
    expect(problems).toEqual([]);
  });

  it.each([{}, { httpCredentials: { username: 'ada', password: 'wrong' } }])('refuses %j', async (options) => {
    await using guarded = await serve(await exampleRegistry(), { htpasswd });
    await using window = await openWindow(browser, guarded.url, options);
    const { page } = window;
    // Chromium has no prompt here, and shows the reply or an error of its own.
    const reply = await page.goto(guarded.url).catch(() => null);
    expect([401, undefined]).toContain(reply?.status());
    expect(await page.getByText('acme/bundle').count()).toBe(0);
  });
});

describe('a large registry in a browser', () => {
  it('shows 5,000 repositories and 10,000 tags page by page', async () => {
    const example = new ExampleRegistry();
    const layer = absent('application/x', 10, 'layer');
    for (let index = 1; index < 5000; index++)
      await example.artifact(`team/app-${String(index).padStart(4, '0')}`, layer, { tags: ['v1'] });
    const tags = Array.from({ length: 10_000 }, (_, index) => `v${String(index).padStart(5, '0')}`);
    for (let start = 0; start < tags.length; start += 1000)
      await example.artifact('team/app-0000', layer, { tags: tags.slice(start, start + 1000) });
    await using large = await serve(example);
    await using window = await openWindow(browser, large.url);
    const { page, problems } = window;
    await page.goto(large.url);
    expect(await page.locator('.names li').count()).toBe(100);
    await page.getByRole('link', { name: 'Next page' }).click();
    expect((await texts(page, '.names a'))[0]).toBe('team/app-0100');
    await page.getByRole('link', { name: 'First page' }).click();
    await page.getByRole('searchbox').fill('4999');
    await page.getByText('1 repository').waitFor();
    await page.goto(`${large.url}/?repository=team/app-0000&last=v09899`);
    expect(await page.locator('tbody tr').count()).toBe(100);
    expect((await texts(page, 'tbody td:first-child')).at(-1)).toBe('v09999');
    expect(await page.getByRole('link', { name: 'Next page' }).count()).toBe(0);
    await page.getByRole('searchbox').fill('v0777');
    await page.getByText('10 tags').waitFor();
    expect(problems).toEqual([]);
  });
});
