import { describe, expect, it } from 'vitest';
import { parseArguments } from '../src/cli/arguments.ts';
import { actions, commands, readInputs, type RawValues } from '../src/commands/index.ts';
import { commandLines, readDocument, shellWords, workflowNames, yamlExamples } from './documentation.ts';
import { parseYaml, type Yaml } from './workflow-yaml.ts';

const context = { label: (name: string): string => name, env: {}, notice: () => {} };
const zeros = '0'.repeat(64);

/** Values that an expression of a workflow could have. An input is valid if one of them is. */
const samples = ['sample', 'true', '1', 'linux/amd64', `sha256:${zeros}`, `ghcr.io/acme/app@sha256:${zeros}`];

/** The steps of a workflow, of a list of steps, or of a mapping with steps. */
function stepsOf(value: Yaml | undefined): readonly Readonly<Record<string, Yaml>>[] {
  if (value === undefined || typeof value === 'string') return [];
  if (Array.isArray(value)) return (value as readonly Yaml[]).flatMap(stepsOf);
  const mapping = value as Readonly<Record<string, Yaml>>;
  return 'uses' in mapping || 'run' in mapping ? [mapping] : Object.values(mapping).flatMap(stepsOf);
}

/** The problem of a step of this project: an unknown input or an invalid value. */
async function problemOf(step: Readonly<Record<string, Yaml>>): Promise<string | undefined> {
  const path = /^oci-artifact\/oci-artifact(?:\/([a-z/]+))?@v0$/.exec(
    typeof step['uses'] === 'string' ? step['uses'] : '',
  );
  if (path === null) return undefined;
  const name = (path[1] ?? 'push').replace('/', '-');
  if (!(name in actions)) return `unknown action ${name}`;
  const { options } = await actions[name as keyof typeof actions]();
  const given = Object.entries((step['with'] ?? {}) as Readonly<Record<string, string>>);
  for (const [input, text] of given) {
    const option = options[input];
    if (option === undefined || option.scope === 'cli') return `unknown input ${input}`;
    const texts = text.includes('${{') ? samples.map((sample) => text.replaceAll(/\$\{\{.*?\}\}/g, sample)) : [text];
    const results = await Promise.allSettled(texts.map((each) => option.read(each, input, context)));
    const rejected = results.find(({ status }) => status === 'rejected');
    if (rejected?.status === 'rejected' && results.every(({ status }) => status === 'rejected'))
      return String(rejected.reason);
  }
  return undefined;
}

async function inputsOf(words: readonly string[]): Promise<RawValues> {
  const [verb = '', ...rest] = words;
  const [second = '', ...others] = rest;
  const found = verb in commands ? await commands[verb as keyof typeof commands]() : undefined;
  if (found === undefined) throw new Error(`unknown command ${verb}`);
  const [command, args] = !('commands' in found)
    ? [found, rest]
    : Object.hasOwn(found.commands, second)
      ? [found.commands[second], others]
      : [found.withoutVerb, rest];
  if (command === undefined) throw new Error(`unknown command ${verb} ${second}`);
  // The test has no standard input.
  const raw = await parseArguments(
    command,
    args.filter((word) => word !== '--password-stdin'),
  );
  await readInputs(command.options, raw, context);
  return raw;
}

const steps = [
  ...yamlExamples.map(({ page, number, text }) => ({ name: `example ${number} of ${page}`, text })),
  ...workflowNames.map((name) => ({ name, text: readDocument(`docs/workflows/${name}`) })),
].flatMap(({ name, text }) => stepsOf(parseYaml(text)).map((step) => ({ name, step })));

describe('the steps in README.md and docs/', () => {
  it('have existing inputs and valid values', async () => {
    const problems = await Promise.all(steps.map(async ({ name, step }) => ({ name, problem: await problemOf(step) })));
    expect(problems.filter(({ problem }) => problem !== undefined)).toEqual([]);
    expect(steps.length).toBeGreaterThan(40);
  });

  it.each([
    ['unknown input', { colour: 'red' }, 'unknown input colour'],
    ['an option of the command line only', { json: 'true' }, 'unknown input json'],
    ['a choice', { compression: 'brotli' }, 'write gzip, zstd or none'],
    ['a format', { format: 'rpm' }, 'is not a valid value'],
    ['a media type', { 'artifact-type': 'text' }, 'is not a media type'],
    ['a value with an expression', { timeout: 'x${{ a }}' }, 'timeout'],
  ])('are checked for %s', async (_, inputs, problem) => {
    expect(await problemOf({ uses: 'oci-artifact/oci-artifact@v0', with: inputs })).toContain(problem);
  });
});

describe('the command lines in README.md and docs/', () => {
  it.each(commandLines.filter(({ words }) => words[0] !== '--help'))('$page: $line', async ({ line, words }) => {
    // The arguments that xargs adds.
    const added = line.includes('xargs') ? ['file', 'oci://ghcr.io/acme/app:v1'] : [];
    await expect(inputsOf([...words, ...added])).resolves.toBeDefined();
  });

  it('are more than ten', () => {
    expect(commandLines.length).toBeGreaterThan(10);
  });

  it.each([
    ['an unknown command', 'publish a b', 'unknown command publish'],
    ['an unknown flag', 'push a oci://b/c --format-name helm', '--format-name'],
    ['a format', 'push a oci://b/c --format rpm', 'is not a valid value'],
    ['a missing target', 'index', '<target> is missing'],
  ])('are checked for %s', async (_, line, problem) => {
    await expect(inputsOf(shellWords(line))).rejects.toThrow(problem);
  });

  it('are read as a shell reads them', () => {
    expect(shellWords(`push 'a b' "c|d" --tag=x | jq -r .a`)).toEqual(['push', 'a b', 'c|d', '--tag=x']);
    expect(shellWords('push - oci://a/b < file')).toEqual(['push', '-', 'oci://a/b']);
  });
});
