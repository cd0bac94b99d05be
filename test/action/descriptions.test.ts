import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  attachInputDefaults,
  attachOutputs,
  copyInputDefaults,
  copyOutputs,
  indexInputDefaults,
  indexOutputs,
} from '../../src/commands/index.ts';
import type { IndexResult, AttachResult, CopyResult } from '../../src/spec/index.ts';

const root = join(import.meta.dirname, '../..');

// The names alone are looked at.
const result = {
  children: [],
  tags: [],
} as unknown as IndexResult & AttachResult & CopyResult;

const actions = [
  { name: 'copy', inputs: copyInputDefaults, outputs: copyOutputs(result) },
  { name: 'attach', inputs: attachInputDefaults, outputs: attachOutputs(result) },
  { name: 'index', inputs: indexInputDefaults, outputs: indexOutputs(result) },
] as const;

/** Keys directly below a top-level key of a description, with the default of each. */
function entriesOf(text: string, section: string): Record<string, string | undefined> {
  const block = new RegExp(`^${section}:\\n((?:(?: .*)?\\n)*)`, 'm').exec(text)?.[1] ?? '';
  const entries = block
    .split(/^ {2}(?=[a-z])/m)
    .slice(1)
    .map((entry) => {
      const [, name = ''] = /^([a-z-]+):/.exec(entry) ?? [];
      const [, value] = /^ {4}default: (.*)$/m.exec(entry) ?? [];
      return [name, value?.replace(/^'(.*)'$/, '$1')] as const;
    });
  return Object.fromEntries(entries);
}

/** First column of the table below a heading. */
function tableOf(page: string, heading: string): string[] {
  const section = page.split(new RegExp(`^## ${heading}$`, 'm'))[1]?.split(/^## /m)[0] ?? '';
  return [...section.matchAll(/^\| ([^|]+) \|/gm)].flatMap((match) =>
    [...(match[1] ?? '').matchAll(/`([a-z][a-z-]*)`/g)].map((name) => name[1] ?? ''),
  );
}

describe.each(actions)('$name/action.yml', ({ name, inputs, outputs }) => {
  const description = readFileSync(join(root, name, 'action.yml'), 'utf8');
  const page = readFileSync(join(root, 'docs', `${name}.md`), 'utf8');

  it('has the inputs that the step reads, with their defaults', () => {
    const described = entriesOf(description, 'inputs');
    expect(Object.keys(described).sort()).toEqual(Object.keys(inputs).sort());
    for (const [input, value] of Object.entries(inputs)) {
      if (input === 'github-token') expect(described[input]).toBe('${{ github.token }}');
      else expect(described[input] ?? '', input).toBe(value);
    }
  });

  it('has the outputs that the step sets', () => {
    expect(Object.keys(entriesOf(description, 'outputs'))).toEqual(Object.keys(outputs));
  });

  it('runs the bundle of its name', () => {
    expect(description).toContain(`main: ../dist/${name}.js\n`);
  });

  it('is explained in a page that lists all of them', () => {
    expect(
      tableOf(page, 'Inputs')
        .filter((word) => !['true', 'false', 'latest'].includes(word))
        .sort(),
    ).toEqual(Object.keys(inputs).sort());
    expect(tableOf(page, 'Outputs').sort()).toEqual(Object.keys(outputs).sort());
  });
});
