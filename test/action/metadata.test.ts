import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { publishInputDefaults, publishInputNames } from '../../src/commands/index.ts';
import { outputNames } from '../../src/output/index.ts';

const root = join(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'action.yml'), 'utf8');

/** The entries below a top-level key: name and the text that belongs to it. */
function entriesOf(section: string): ReadonlyMap<string, string> {
  const body = new RegExp(String.raw`^${section}:\n((?: .*\n|\n)+)`, 'm').exec(text)?.[1] ?? '';
  const parts = body.split(/^ {2}(?=[a-z])/m).slice(1);
  return new Map(parts.map((part) => [part.slice(0, part.indexOf(':')), part]));
}

describe('action.yml', () => {
  const inputs = entriesOf('inputs');

  it('has the inputs that are read, and no others', () => {
    expect([...inputs.keys()]).toEqual([...publishInputNames]);
  });

  it.each(publishInputNames.filter((name) => name !== 'github-token'))(
    'says of %s what it means and what its default is',
    (name) => {
      const entry = inputs.get(name) ?? '';
      expect(entry).toMatch(/description: \S/);
      const [, given] =
        /^ {4}default: (?:'(.*)'|(.*))$/m
          .exec(entry)
          ?.slice(0, 3)
          .filter((part) => part !== undefined) ?? [];
      expect(given ?? '').toBe(publishInputDefaults[name]);
      expect(entry.includes('required: true')).toBe(name === 'source-dir' || name === 'target');
    },
  );

  it("gives the workflow's own token", () => {
    expect(inputs.get('github-token')).toContain('default: ${{ github.token }}');
  });

  it('has the outputs that are set, and no others', () => {
    expect([...entriesOf('outputs').keys()]).toEqual([...outputNames]);
  });

  it('runs a file that is there', () => {
    const [, main = ''] = /^ {2}main: (.*)$/m.exec(text) ?? [];
    expect(existsSync(join(root, main))).toBe(true);
    expect(text).toContain('using: node24');
  });
});
