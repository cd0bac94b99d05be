import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { ociErrorCodes } from '../src/spec/index.ts';

const root = join(import.meta.dirname, '..');
const markdown = (directory: string): readonly string[] =>
  readdirSync(join(root, directory))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(directory, name));
const pages = [...markdown('.'), ...markdown('docs'), ...markdown('docs/library'), ...markdown('test')];

/** The anchors of a page, as GitHub derives them from headings: lower case, no punctuation, dashes for spaces. */
function anchorsOf(page: string): ReadonlySet<string> {
  const headings = readFileSync(page, 'utf8')
    .replaceAll(/^```[\s\S]*?^```$/gm, '')
    .matchAll(/^#+ (.*)$/gm);
  return new Set(
    [...headings].map(([, text = '']) =>
      text
        .toLowerCase()
        .replaceAll(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    ),
  );
}

it.each(pages)('the relative links in %s have a target', (page) => {
  const links = [...readFileSync(join(root, page), 'utf8').matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link));
  const broken = links.filter((link) => {
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? join(root, page) : join(root, dirname(page), path);
    return !existsSync(target) || (anchor !== undefined && !anchorsOf(target).has(anchor));
  });
  expect(broken).toEqual([]);
});

it('docs/architecture.md names only existing modules and files', () => {
  const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
  const named = Array.from(page.matchAll(/`((?:[a-z-]+\/)+(?:[a-z-]+\.(?:test\.)?ts)?)`/g), ([, path = '']) => path);
  const missing = named.filter((path) => !existsSync(join(root, 'src', path)) && !existsSync(join(root, path)));
  expect(missing).toEqual([]);
  expect(named.length).toBeGreaterThan(50);
});

it('docs/troubleshooting.md explains every error code', () => {
  const page = readFileSync(join(root, 'docs/troubleshooting.md'), 'utf8');
  const words = new Set(page.match(/\b[A-Z]+(?:_[A-Z]+)*\b/g));
  expect(ociErrorCodes.filter((code) => !words.has(code))).toEqual([]);
});
