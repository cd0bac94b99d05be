import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { gc } from '../src/commands/gc.ts';
import { serve } from '../src/commands/serve.ts';

/** The YAML documents of a file. */
function documentsOf(name: string): readonly unknown[] {
  const text = readFileSync(join(import.meta.dirname, '../docs/scale', name), 'utf8');
  return parseAllDocuments(text, { strict: true, uniqueKeys: true }).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS() as unknown;
  });
}

/** The words of all command lines in a document: `command` and `args` of a container. */
function commandLines(value: unknown): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(commandLines);
  const { command, args } = value as { readonly command?: unknown; readonly args?: unknown };
  const words = [command, args].flatMap((list) => (Array.isArray(list) ? (list as readonly string[]) : []));
  const inner = Object.values(value).flatMap(commandLines);
  return words.includes('oci-artifact') ? [words.slice(words.indexOf('oci-artifact') + 1), ...inner] : inner;
}

it.each([
  ['compose.yaml', ['serve']],
  ['kubernetes.yaml', ['serve', 'gc']],
])('%s is valid YAML, and its commands have only existing options', (file, verbs) => {
  const documents = documentsOf(file);
  const lines = commandLines(documents);
  expect(lines.map(([verb]) => verb)).toEqual(verbs);
  for (const [verb, ...flags] of lines) {
    const names = flags.map((flag) => /^--([a-z0-9-]+)=/.exec(flag)?.[1]);
    expect(Object.keys((verb === 'serve' ? serve : gc).options)).toEqual(expect.arrayContaining(names));
  }
  if (file === 'compose.yaml') expect(Object.keys(documents[0] as object)).toEqual(['services', 'secrets']);
  else expect(documents).toMatchObject([{ kind: 'Deployment' }, { kind: 'Service' }, { kind: 'CronJob' }]);
});
