import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LayoutRegistry } from '../layout/index.ts';
import { summaryPage } from '../output/index.ts';
import { listen } from '../server/index.ts';
import { inputError, OciError, ociScheme, type PublishResult } from '../spec/index.ts';
import { defineCommand, type Outcome, type RunContext } from './command.ts';
import { compareTrees } from './compare-trees.ts';
import { option, readInputs, type Inputs, type RawValues } from './option.ts';
import { path, text } from './option-types.ts';
import { outputTexts } from './output.ts';
import { pull } from './pull.ts';
import { push } from './push.ts';
import { explicitOptions } from './registry-options.ts';

/** A directory of the package, so that a demo needs no files. */
const exampleDirectory = join(import.meta.dirname, '../../examples/bundle');
const outputDirectory = 'out';
/** Maximum number of differences in an error. */
const maxDifferences = 20;

const options = {
  directory: option({
    type: path,
    defaultText: '`examples/bundle` of this project',
    positional: 'directory',
    description: 'Directory to package.',
  }),
  target: option({
    type: text,
    positional: 'target',
    description: 'Where to push: oci://registry/repository[:tag]. Without it, an embedded registry is started.',
  }),
  ...explicitOptions,
} as const;

/** Pushes a directory, pulls it back and compares. */
export const demo = defineCommand({
  name: 'demo',
  summary: 'push, pull back and compare',
  description:
    'Packages a directory, pushes it, pulls it back, compares it byte for byte, and prints the outputs of the ' +
    'action. The image layout is in out/oci-layout, and the job summary in out/summary.html.',
  examples: [{ comment: 'Use another directory and registry', line: 'demo ./bundle oci://ghcr.io/acme/demo:v1' }],
  options,
  outputs: {},
  failure: { placeInput: 'target' },
  async run(inputs, context) {
    const { directory = exampleDirectory, target } = inputs;
    if (target !== undefined && !target.startsWith(ociScheme))
      throw inputError(
        context.label('target'),
        target,
        `does not begin with ${ociScheme}; write oci://registry/repository:tag`,
      );
    const connection = rawConnection(inputs);
    if (target !== undefined) return pushAndVerify(directory, target, connection, context);
    const storage = await mkdtemp(join(tmpdir(), 'oci-artifact-registry-'));
    try {
      await using server = await listen(await LayoutRegistry.open(storage));
      context.print(`embedded registry at ${server.url}`);
      const embedded = `${ociScheme}${new URL(server.url).host}/demo/bundle:latest`;
      return await pushAndVerify(directory, embedded, { 'plain-http': 'true' }, context);
    } finally {
      await rm(storage, { recursive: true, force: true });
    }
  },
});

function rawConnection(inputs: Inputs<typeof options>): RawValues {
  return {
    ...(inputs.plainHttp === undefined ? {} : { 'plain-http': String(inputs.plainHttp) }),
    'insecure-tls': String(inputs.insecureTls),
    ...(inputs.caFile === undefined ? {} : { 'ca-file': inputs.caFile }),
    'trusted-redirect-hosts': inputs.trustedRedirectHosts.join('\n'),
    ...(inputs.username === undefined ? {} : { username: inputs.username }),
    ...(inputs.password === undefined ? {} : { password: inputs.password }),
  };
}

async function pushAndVerify(
  directory: string,
  target: string,
  connection: RawValues,
  outer: RunContext,
): Promise<Outcome<undefined>> {
  const names: Readonly<Record<string, string>> = {
    'source-dir': 'directory',
    files: 'directory',
    reference: 'target',
  };
  const label = (name: string): string => outer.label(names[name] ?? name);
  const context: RunContext = {
    ...outer,
    label,
    describeFailure: (describe) => {
      outer.describeFailure((error) => ({ label, ...describe(error) }));
    },
  };
  const raw = { 'source-dir': directory, target, 'output-dir': outputDirectory, ...connection };
  const { result, lines, summary } = await push.run(await readInputs(push.options, raw, context), context);
  for (const line of lines) context.print(line);
  await verify(directory, result, connection, context);
  const texts = outputTexts(push.outputs, result, () => {});
  const page = join(outputDirectory, 'summary.html');
  await mkdir(outputDirectory, { recursive: true });
  await writeFile(page, summaryPage(summary?.([]) ?? ''));
  return {
    result: undefined,
    lines: [
      'verified: the content from the registry is identical, byte for byte',
      `job summary: ${page}`,
      '\noutputs of a workflow step:',
      ...Object.entries(texts).map(([name, value]) => `  ${name}: ${value.replaceAll('\n', ', ')}`),
    ],
  };
}

async function verify(
  directory: string,
  { pinnedReference }: PublishResult,
  connection: RawValues,
  context: RunContext,
): Promise<void> {
  const temporary = await mkdtemp(join(tmpdir(), 'oci-artifact-demo-'));
  try {
    const pulled = join(temporary, 'bundle');
    const raw = { reference: pinnedReference, 'output-dir': pulled, 'preserve-permissions': 'true', ...connection };
    await pull.run(await readInputs(pull.options, raw, context), context);
    const differences = await compareTrees(directory, pulled);
    if (differences.length === 0) return;
    const shown = differences.slice(0, maxDifferences).join('; ');
    throw new OciError('DIGEST_MISMATCH', `the content of ${pinnedReference} differs from the source: ${shown}`);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
