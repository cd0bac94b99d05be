// Builds the site of the documentation with VitePress in out/site: the pages of docs/, search, and the API reference.
// "npm ci --prefix site" installs VitePress first. SITE_BASE is the path of the site on its host.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectRepository, projectTag } from '../src/output/project.ts';
import { pageGroups } from './site-pages.ts';
import { siteLink, sitePage, sitePath } from './site-source.ts';

const root = join(import.meta.dirname, '..');
const source = join(root, 'site/src');
const output = join(root, 'out/site');
const assets = ['pictures', 'plots'];

rmSync(source, { recursive: true, force: true });
rmSync(output, { recursive: true, force: true });
const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) =>
  join('docs', name).replaceAll('\\', '/'),
);
const pages = ['README.md', ...docs.filter((name) => name.endsWith('.md'))];
const isAsset = (path: string): boolean => assets.some((name) => path.startsWith(`docs/${name}/`));
const context = {
  files: `https://github.com/${projectRepository}/blob/${projectTag}`,
  isInSite: (path: string): boolean => pages.includes(path) || isAsset(path),
};
for (const page of pages) {
  const path = join(source, sitePath(page));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, sitePage(page, readFileSync(join(root, page), 'utf8'), context));
}
for (const name of assets) cpSync(join(root, 'docs', name), join(source, name), { recursive: true });
writeFileSync(
  join(source, 'site.json'),
  JSON.stringify({
    repository: projectRepository,
    base: process.env['SITE_BASE'] ?? `/${projectRepository.slice(projectRepository.indexOf('/') + 1)}/`,
    sidebar: pageGroups.map(({ text, pages: names }) => ({ text, items: names.map(menuItem) })),
  }),
);
const api = join(root, 'out/api');
if (!existsSync(api)) run('node', [join(root, 'node_modules/typedoc/bin/typedoc')], root);
cpSync(api, join(source, 'public/api'), { recursive: true });
run('npm', ['run', 'build'], join(root, 'site'));

function menuItem(name: string): { readonly text: string; readonly link: string } {
  const path = name === 'README' ? 'README.md' : `docs/${name}.md`;
  const [, title = name] = /^# (.*)$/m.exec(readFileSync(join(root, path), 'utf8')) ?? [];
  return { text: name === 'README' ? 'Overview' : title, link: siteLink(path) };
}

function run(command: string, args: readonly string[], cwd: string): void {
  const { status } = spawnSync(command, args, { cwd, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed`);
}
