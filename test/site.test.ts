import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pageGroups } from '../scripts/site-pages.ts';
import { siteLink, sitePage } from '../scripts/site-source.ts';

const root = join(import.meta.dirname, '..');
const files = 'https://github.com/acme/tool/blob/v1';
const pages = new Set(['README.md', 'docs/index.md', 'docs/pull.md', 'docs/library/serve.md', 'docs/pictures/a.png']);
const convert = (path: string, text: string): string =>
  sitePage(path, text, { files, isInSite: (each) => pages.has(each) });

describe('the site of the documentation', () => {
  it('has each page of docs/ once in its menu', () => {
    const names = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => name.replaceAll('\\', '/').slice(0, -'.md'.length));
    const listed = pageGroups.flatMap((group) => group.pages);
    expect(listed.toSorted()).toEqual([...names, 'README'].toSorted());
  });

  it.each([
    ['docs/pull.md', '[a](index.md#append)', '[a](./create-index.md#append)'],
    ['docs/pull.md', '[a](../README.md#configuration-and-trust)', '[a](./index.md#configuration-and-trust)'],
    ['README.md', '[a](docs/pull.md)', '[a](./pull.md)'],
    ['README.md', '![a](docs/pictures/a.png)', '![a](./pictures/a.png)'],
    ['docs/library/serve.md', '[a](../pull.md#x)', '[a](../pull.md#x)'],
    ['docs/pull.md', '<img alt="x" src="pictures/a.png">', '<img alt="x" src="./pictures/a.png">'],
    ['docs/pull.md', '[a](workflows/matrix.yml)', `[a](${files}/docs/workflows/matrix.yml)`],
    ['README.md', '[a](SECURITY.md)', `[a](${files}/SECURITY.md)`],
    ['docs/pull.md', '[a](https://example.com) [b](#c)', '[a](https://example.com) [b](#c)'],
    ['docs/pull.md', '```sh\n[a](index.md)\n```', '```sh\n[a](index.md)\n```'],
    ['docs/pull.md', '    [a](index.md)', '    [a](index.md)'],
  ])('converts a link of %s: %s', (path, text, expected) => {
    expect(convert(path, text)).toBe(expected);
  });

  it('has addresses without extensions in its menu', () => {
    expect(['README.md', 'docs/index.md', 'docs/library/serve.md'].map(siteLink)).toEqual([
      '/',
      '/create-index',
      '/library/serve',
    ]);
  });
});

describe('the metadata for the marketplace', () => {
  const actions = ['', 'pull', 'copy', 'attach', 'index', 'prune', 'serve', 'cache', 'cache/restore', 'cache/save'];

  it.each(actions)('of the action "%s" is within its limits', (directory) => {
    const text = readFileSync(join(root, directory, 'action.yml'), 'utf8');
    const description = /^description: (?:>-\n((?: {2}.*\n)+)|(.*)\n)/m.exec(text);
    const [, folded, plain] = description ?? [];
    const shown = (folded?.replaceAll(/\s+/g, ' ') ?? plain ?? '').trim();
    expect(shown.length).toBeGreaterThan(20);
    expect(shown.length).toBeLessThanOrEqual(125);
    expect(text).toMatch(/^name: .{5,60}$/m);
    expect(text).toMatch(/^branding:\n {2}icon: [a-z0-9-]+\n {2}color: [a-z-]+$/m);
  });
});
