// Runs the actions against a registry on this machine, and draws their job summaries as GitHub shows them:
// docs/pictures/summary-*.png. It needs Chromium or Chrome.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { marked } from 'marked';
import { startBrowser } from '../test/interop/browser.ts';

const root = join(import.meta.dirname, '..');
/** Summaries with a picture in the documentation. The others are written to `out/` for a look at them. */
const documented: ReadonlySet<string> = new Set(['push', 'copy', 'failure']);
const width = 950;

const place = mkdtempSync(join(tmpdir(), 'picture-'));
cpSync(join(root, 'examples/bundle'), join(place, 'bundle'), { recursive: true, verbatimSymlinks: true });
writeFileSync(join(place, 'sbom.spdx.json'), '{"spdxVersion":"SPDX-2.3"}\n');
const server = spawn(process.execPath, [join(root, 'dist/cli.js'), 'serve', '--port', '0'], {
  stdio: ['ignore', 'pipe', 'ignore'],
});
try {
  const [first] = (await once(server.stdout, 'data')) as [Buffer];
  const { host } = new URL(first.toString().split('\n')[0] ?? '');
  await drawAll(summariesOf(host));
} finally {
  server.kill();
  rmSync(place, { recursive: true });
}

function summariesOf(host: string): ReadonlyMap<string, string> {
  const app = `${host}/acme/app`;
  const bundle = `${host}/acme/bundle`;
  const push = (inputs: Readonly<Record<string, string>>): string =>
    summaryOf('push', host, { 'source-dir': 'bundle', 'artifact-type': 'application/vnd.acme.bundle', ...inputs });
  for (const platform of ['linux/amd64', 'linux/arm64']) {
    const tag = platform.replace('/', '-');
    push({ target: `oci://${app}:${tag}`, platform, annotations: `com.example.platform=${platform}` });
  }
  return new Map([
    [
      'push',
      push({
        target: `oci://${bundle}:v1.2.0`,
        tags: 'latest v1',
        version: '1.2.0',
        layers: 'entries',
        annotations: 'com.example.team=core',
      }),
    ],
    [
      'attach',
      summaryOf('attach', host, {
        subject: `${bundle}:v1.2.0`,
        files: 'sbom.spdx.json:application/spdx+json',
        'artifact-type': 'application/spdx+json',
      }),
    ],
    ['index', summaryOf('index', host, { target: `${app}:v1`, sources: `${app}:linux-amd64\n${app}:linux-arm64` })],
    [
      'copy',
      summaryOf('copy', host, { source: `${bundle}:v1.2.0`, target: `${host}/mirror/bundle`, recursive: 'true' }),
    ],
    ['pull', summaryOf('pull', host, { reference: `${bundle}:v1.2.0`, 'output-dir': 'out' })],
    ['local', push({ target: 'oci://ghcr.io/acme/bundle:v1.2.0', push: 'false' })],
    ['failure', summaryOf('pull', host, { reference: `${bundle}:v1.3.0`, 'output-dir': 'out' })],
  ]);
}

/** Runs an action. @returns its summary, with the name of a public registry */
function summaryOf(action: string, host: string, inputs: Readonly<Record<string, string>>): string {
  const file = join(place, 'summary.md');
  for (const name of ['summary.md', 'output.txt']) writeFileSync(join(place, name), '');
  const variables = Object.entries({ summary: 'true', ...inputs }).map(([name, value]) => [
    `INPUT_${name.toUpperCase()}`,
    value,
  ]);
  const { stdout } = spawnSync(process.execPath, [join(root, `dist/${action}.js`)], {
    cwd: place,
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      HOME: place,
      RUNNER_TEMP: place,
      GITHUB_STEP_SUMMARY: file,
      GITHUB_OUTPUT: join(place, 'output.txt'),
      GITHUB_REPOSITORY: 'acme/bundle',
      GITHUB_SHA: '0123456789abcdef0123456789abcdef01234567',
      GITHUB_RUN_ID: '7654321',
      ...Object.fromEntries(variables),
    },
  });
  const markdown = readFileSync(file, 'utf8');
  if (markdown === '') throw new Error(`${action} wrote no summary: ${stdout}`);
  const port = host.slice(host.indexOf(':') + 1);
  return markdown
    .replaceAll(new RegExp(`127\\.0\\.0\\.1(?::|&#58;)${port}`, 'g'), 'ghcr.io')
    .replaceAll(/<code>[^<]*picture&#45;[^/]*/g, '<code>/home/runner/work/&#95;temp');
}

async function drawAll(summaries: ReadonlyMap<string, string>): Promise<void> {
  const pictures = join(root, 'docs/pictures');
  const others = join(root, 'out/pictures');
  for (const directory of [pictures, others]) mkdirSync(directory, { recursive: true });
  const mermaid = createRequire(import.meta.url).resolve('@mermaid-js/tiny');
  const browser = await startBrowser();
  try {
    for (const theme of ['light', 'dark'] as const) {
      const page = await browser.newPage({ viewport: { width, height: 400 }, colorScheme: theme });
      for (const [name, markdown] of summaries) {
        await page.setContent(pageOf(await marked(markdown, { gfm: true }), theme));
        await page.addScriptTag({ path: mermaid });
        await page.evaluate(drawDiagrams, theme === 'dark' ? 'dark' : 'default');
        const directory = documented.has(name) ? pictures : others;
        await page.locator('body').screenshot({ path: join(directory, `summary-${name}-${theme}.png`) });
      }
    }
  } finally {
    await browser.close();
  }
}

/** Runs in the page. */
async function drawDiagrams(theme: string): Promise<void> {
  const { mermaid, document } = globalThis as unknown as {
    readonly mermaid: {
      initialize(options: object): void;
      render(id: string, source: string): Promise<{ readonly svg: string }>;
    };
    readonly document: { querySelectorAll(selector: string): Iterable<{ textContent: string; innerHTML: string }> };
  };
  mermaid.initialize({ startOnLoad: false, theme });
  for (const element of document.querySelectorAll('pre:has(code.language-mermaid)'))
    element.innerHTML = (await mermaid.render('diagram', element.textContent)).svg;
}

function pageOf(html: string, theme: 'light' | 'dark'): string {
  const css = createRequire(import.meta.url).resolve(`github-markdown-css/github-markdown-${theme}.css`);
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Job summary</title>',
    `<style>${readFileSync(css, 'utf8')} body { padding: 24px }</style></head>`,
    `<body class="markdown-body">${html}</body></html>`,
  ].join('\n');
}
