import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

const root = join(import.meta.dirname, '..');
const page = readFileSync(join(root, 'docs/from-oras-go.md'), 'utf8');
/** The pages whose programs are run. Each program on the other pages than the first is complete. */
const pagesWithOutputs = ['docs/from-oras-go.md', ...markdownIn('docs/library')];

function markdownIn(directory: string): readonly string[] {
  return readdirSync(join(root, directory))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${directory}/${name}`);
}

interface Snippet {
  readonly path: string;
  readonly heading: string;
  /** A complete program, which imports the sources. */
  readonly code: string;
  /** The output that the page shows. */
  readonly output: string;
}

const setup = /```ts setup\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
const snippets: readonly Snippet[] = pagesWithOutputs.flatMap((path) =>
  readFileSync(join(root, path), 'utf8')
    .split(/^##? /m)
    .slice(1)
    .flatMap((section) => {
      const heading = section.slice(0, section.indexOf('\n'));
      return [...section.matchAll(/```ts\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/g)].map(
        ([, code = '', output = '']) => ({
          path,
          heading,
          code: path === 'docs/from-oras-go.md' ? program(code) : fromSources(`${code}\nexport {};\n`),
          output,
        }),
      );
    }),
);

let work: string;
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'docs-test-'));
  for (const [index, { code }] of snippets.entries()) writeFileSync(join(work, `snippet-${index}.ts`), code);
  for (const [index, code] of examples.entries()) writeFileSync(join(work, `example-${index}.ts`), code);
});
afterAll(() => rmSync(work, { recursive: true }));

/** Imports come first, from the sources instead of the package. */
function program(code: string): string {
  const lines = code.split('\n');
  const imports = lines.filter((line) => line.startsWith('import '));
  const rest = lines.filter((line) => !line.startsWith('import '));
  // The setup and the snippet may declare the same name, so the snippet is a block.
  return fromSources(`${imports.join('\n')}\n${setup}\n{\n${rest.join('\n')}\n}\nexport {};\n`);
}

function fromSources(code: string): string {
  return code.replaceAll(/'oci-artifact(?:\/([a-z]+))?'/g, (_, name = 'index') =>
    JSON.stringify(join(root, `src/library/${name}.ts`)),
  );
}

/** The examples of the other pages, which are not run. */
const examples = ['README.md', ...['docs', 'docs/library'].flatMap(markdownIn)]
  .filter((path) => path !== 'docs/from-oras-go.md')
  .flatMap((path) => readFileSync(join(root, path), 'utf8').match(/(?<=^```ts\n)[\s\S]*?(?=^```$)/gm) ?? [])
  .map((code) => fromSources(`${code}\nexport {};\n`));

describe('docs/from-oras-go.md', () => {
  it('has a snippet for every verb', () => {
    const verbs = [
      'copy',
      'copyGraph',
      'extendedCopy',
      'extendedCopyGraph',
      'fetch',
      'fetchBytes',
      'resolve',
      'tag',
      'tagN',
      'pushBytes',
      'tagBytes',
      'tagBytesN',
      'packManifest',
      'pack',
      'withTargetPlatform',
      'filterAnnotation',
      'filterArtifactType',
    ];
    const missing = verbs.filter(
      (verb) => !snippets.some(({ heading, code }) => heading.includes(verb) && new RegExp(`\\b${verb}\\(`).test(code)),
    );
    expect(missing).toEqual([]);
    expect([...page.matchAll(/^```ts$/gm)]).toHaveLength(
      snippets.filter(({ path }) => path === 'docs/from-oras-go.md').length,
    );
  });
});

describe('a page about the library', () => {
  it.each(snippets)('$path, $heading: runs and prints the output on the page', async (snippet) => {
    const printed: string[] = [];
    const log = vi.spyOn(console, 'log').mockImplementation((...values: unknown[]) => {
      printed.push(values.map((value) => (typeof value === 'string' ? value : inspect(value))).join(' '));
    });
    try {
      await import(/* @vite-ignore */ pathToFileURL(join(work, `snippet-${snippets.indexOf(snippet)}.ts`)).href);
    } finally {
      log.mockRestore();
    }
    expect(`${printed.join('\n')}\n`).toBe(snippet.output);
  });
});

it('the TypeScript examples in README.md and docs/ type-check', () => {
  expect(examples.length).toBeGreaterThan(1);
  symlinkSync(join(root, 'node_modules'), join(work, 'node_modules'));
  const options = {
    ...(JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')) as { readonly compilerOptions: object })
      .compilerOptions,
    // The record of an incremental check would replace the one of `npm run typecheck`.
    incremental: false,
    tsBuildInfoFile: undefined,
    isolatedDeclarations: false,
    declaration: false,
    noUnusedLocals: false,
    noPropertyAccessFromIndexSignature: false,
    rewriteRelativeImportExtensions: false,
  };
  writeFileSync(
    join(work, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: options, include: ['snippet-*.ts', 'example-*.ts'] }),
  );
  writeFileSync(join(work, 'package.json'), '{"type":"module"}');
  const { stdout, status } = spawnSync(
    join(root, 'node_modules/.bin/tsc'),
    ['-p', work, '--pretty', 'false', '--checkers', '1'],
    {
      encoding: 'utf8',
    },
  );
  expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
});
