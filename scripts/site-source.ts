import { posix } from 'node:path';

/** The page of the action `index` would be the home page. */
const renamedPages: Readonly<Record<string, string>> = {
  'README.md': 'index.md',
  'docs/index.md': 'create-index.md',
};

/** Path of a page in the source of the site. @param path in the repository, such as `docs/pull.md` */
export function sitePath(path: string): string {
  return renamedPages[path] ?? path.replace(/^docs\//, '');
}

/** The address of a page of the site, without the base. */
export function siteLink(path: string): string {
  return `/${sitePath(path).replace(/(?:^index)?\.md$/, '')}`;
}

/** What a page needs from its repository. */
export interface SiteContext {
  /** URL of the directory of the repository's files. */
  readonly files: string;
  /** Whether a path of the repository is a page of the site, or a file that is copied to it. */
  readonly isInSite: (path: string) => boolean;
}

/**
 * Converts a page of the repository to one of the site: links to pages become links within the site, and links to other
 * files lead to the repository.
 *
 * @param path of the page in the repository
 */
export function sitePage(path: string, text: string, { files, isInSite }: SiteContext): string {
  const directory = posix.dirname(path);
  const linkOf = (link: string): string => {
    const [, file = '', anchor = ''] = /^([^#]*)(#.*)?$/.exec(link) ?? [];
    const target = posix.normalize(posix.join(directory, file));
    if (!isInSite(target)) return `${files}/${target}${anchor}`;
    const own = posix.dirname(sitePath(path));
    const relative = posix.relative(own, sitePath(target));
    return `${relative.startsWith('.') ? relative : `./${relative}`}${anchor}`;
  };
  const convert = (line: string): string =>
    line
      .replaceAll(/\]\((?![a-z]+:|#|<)([^)\s]+)\)/g, (_, link: string) => `](${linkOf(link)})`)
      .replaceAll(
        /\b(src|srcset)="(?!https?:)([^"]+)"/g,
        (_, name: string, link: string) => `${name}="${linkOf(link)}"`,
      );
  let isCode = false;
  return text
    .split('\n')
    .map((line) => {
      if (line.startsWith('```')) isCode = !isCode;
      return isCode || line.startsWith('    ') ? line : convert(line);
    })
    .join('\n');
}
