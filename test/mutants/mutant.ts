/** A plausible mistake in the source. A test has to notice it. */
export interface Mutant {
  /** Unique over all modules. */
  readonly name: string;
  /** The file to change, relative to the root of the project. */
  readonly file: string;
  /** The text to replace, or its lines. It occurs exactly once in the file. */
  readonly text: string | readonly string[];
  /** The text with the mistake, or its lines. */
  readonly replacement: string | readonly string[];
  /** What a user would notice. */
  readonly effect: string;
  /** Files and folders of tests that should notice, relative to the root. Default: those of the module. */
  readonly tests?: readonly string[];
}

/** The test that observes the order of system calls. */
export const durabilityTests: readonly string[] = ['test/interop/durability.test.ts'];

/** The mutations of one module of `src/`. */
export interface MutatedModule {
  readonly module: string;
  /** Files and folders of tests, relative to the root. Default: the folder of the module in `test/`. */
  readonly tests?: readonly string[];
  readonly mutants: readonly Mutant[];
}

/**
 * Applies a mutation to the text of its file.
 *
 * @returns The changed text, or the reason why the mutation does not apply.
 */
export function mutate(source: string, mutant: Mutant): { readonly mutated: string } | { readonly problem: string } {
  const text = linesOf(mutant.text);
  const replacement = linesOf(mutant.replacement);
  if (text === replacement) return { problem: 'its replacement equals its text' };
  const [before = '', after, ...more] = source.split(text);
  if (after === undefined) return { problem: 'its text does not occur in the file' };
  if (more.length > 0) return { problem: `its text occurs ${more.length + 1} times in the file` };
  return { mutated: before + replacement + after };
}

/** The files and folders of tests that should notice a mutation of a module. */
export function testsOf({ module, tests }: MutatedModule, mutant?: Mutant): readonly string[] {
  return mutant?.tests ?? tests ?? [`test/${module}/`];
}

/** The text of a mutation as one string. */
export function linesOf(text: string | readonly string[]): string {
  return typeof text === 'string' ? text : text.join('\n');
}
