import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtDirectory } from './built.ts';

const root = join(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const action = readFileSync(join(root, 'action.yml'), 'utf8');

/** The keys directly below a top-level key of action.yml. */
function keysOf(section: string): string[] {
  const block = new RegExp(`^${section}:\\n((?:(?: .*)?\\n)*)`, 'm').exec(action)?.[1] ?? '';
  return [...block.matchAll(/^ {2}([a-z][a-z-]*):/gm)].map((match) => match[1] ?? '');
}

describe('README', () => {
  it('docs/publish.md names every input, and its examples use only existing inputs', () => {
    const page = readFileSync(join(root, 'docs/publish.md'), 'utf8');
    const named = new Set([...page.matchAll(/`([a-z][a-z-]*)(?:: [a-z]+)?`/g)].map(([, name]) => name));
    expect(keysOf('inputs').filter((name) => !named.has(name))).toEqual([]);
    const used = [...page.matchAll(/uses: oci-artifact\/oci-artifact@v\d+\n {2}with:\n((?: {4}.*\n)+)/g)].flatMap(
      ([, inputs = '']) => [...inputs.matchAll(/^ {4}([a-z-]+):/gm)].map(([, name]) => name),
    );
    expect(used.length).toBeGreaterThan(10);
    expect(used.filter((name) => !keysOf('inputs').includes(name ?? ''))).toEqual([]);
  });

  it('shows only commands and options that exist', () => {
    const commands = [...readme.matchAll(/^\s+oci-artifact (\S+)((?: .*)?)$/gm)];
    expect(commands.length).toBeGreaterThan(0);
    for (const [, verb = '', rest = ''] of commands) {
      const help = execFileSync(process.execPath, [join(builtDirectory, 'cli.js'), verb, '--help'], {
        encoding: 'utf8',
      });
      for (const option of rest.matchAll(/--([a-z-]+)/g)) expect(help).toContain(`--${option[1]}`);
    }
  });
});
