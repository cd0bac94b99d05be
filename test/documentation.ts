import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

export const readDocument = (path: string): string => readFileSync(join(root, path), 'utf8');

export const workflowNames: readonly string[] = readdirSync(join(root, 'docs/workflows'));

const pages: readonly string[] = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

export interface YamlExample {
  readonly page: string;
  readonly number: number;
  readonly text: string;
}

/** The YAML blocks of README.md and of the pages in docs/. */
export const yamlExamples: readonly YamlExample[] = pages.flatMap((page) =>
  [...readDocument(page).matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = ''], index) => ({
    page,
    number: index + 1,
    text,
  })),
);

export interface CommandLine {
  readonly page: string;
  readonly line: string;
  /** The words after the name of the program. */
  readonly words: readonly string[];
}

/** The command lines of this project in README.md and in the pages in docs/: indented lines with `oci-artifact`. */
export const commandLines: readonly CommandLine[] = pages.flatMap((page) =>
  [...readDocument(page).matchAll(/^ {4}((?:.*\\\n)*.*)$/gm)].flatMap(([, text = '']) => {
    const line = text.replaceAll(/\\\n\s*/g, '');
    const [, command] = /(?:^|\| |xargs -n 2 )oci-artifact +(.*)$/.exec(line) ?? [];
    return command === undefined ? [] : [{ page, line, words: shellWords(command) }];
  }),
);

/** The words of a shell command up to a pipe, a redirection or the next command. */
export function shellWords(command: string): readonly string[] {
  const words: string[] = [];
  for (const [word] of command.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)) {
    if (/^(?:[|<;#]|>|2>|&&)/.test(word)) break;
    words.push(word.replaceAll(/'([^']*)'|"([^"]*)"/g, '$1$2'));
  }
  return words;
}
