import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mutatedModules } from './mutants/index.ts';
import { mutate, testsOf, type Mutant } from './mutants/mutant.ts';

const root = join(import.meta.dirname, '..');

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n');
}

/** The reasons why a mutation cannot be applied, each with its name. */
function problemsOf(mutant: Mutant): readonly string[] {
  const result = mutate(read(mutant.file), mutant);
  if ('problem' in result) return [`${mutant.name} (${mutant.file}): ${result.problem}`];
  try {
    stripTypeScriptTypes(result.mutated);
    return [];
  } catch (error) {
    return [`${mutant.name} (${mutant.file}): the changed file has a syntax error: ${String(error)}`];
  }
}

describe('the list of mutations', () => {
  for (const module of mutatedModules) {
    it(`changes ${module.module} at exactly one place each`, () => {
      expect(module.mutants.flatMap(problemsOf)).toEqual([]);
    });
  }

  it('covers every module of src/', () => {
    const modules = readdirSync(join(root, 'src')).filter((name) => name !== 'library');
    expect(mutatedModules.map(({ module }) => module).sort()).toEqual(modules.sort());
  });

  it('names each mutation once, in a file of its module, with tests that exist', () => {
    const mutants = mutatedModules.flatMap((module) => module.mutants.map((mutant) => ({ module, mutant })));
    expect(new Set(mutants.map(({ mutant }) => mutant.name)).size).toBe(mutants.length);
    const misplaced = mutants.filter(({ module, mutant }) => !mutant.file.startsWith(`src/${module.module}/`));
    expect(misplaced.map(({ mutant }) => mutant.name)).toEqual([]);
    const tests = new Set(mutants.flatMap(({ module, mutant }) => testsOf(module, mutant)));
    expect([...tests].filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

describe('mutate', () => {
  const mutant: Mutant = { name: 'sample', file: 'a.ts', text: 'a', replacement: 'b', effect: 'Nothing.' };

  it('replaces the text', () => {
    expect(mutate('x a y', mutant)).toEqual({ mutated: 'x b y' });
    expect(mutate('x\na\nb\ny', { ...mutant, text: ['a', 'b'], replacement: [] })).toEqual({ mutated: 'x\n\ny' });
  });

  it('refuses a text that is missing, repeated or unchanged', () => {
    expect(mutate('x', mutant)).toEqual({ problem: 'its text does not occur in the file' });
    expect(mutate('a a', mutant)).toEqual({ problem: 'its text occurs 2 times in the file' });
    expect(mutate('a', { ...mutant, replacement: 'a' })).toEqual({ problem: 'its replacement equals its text' });
  });
});
