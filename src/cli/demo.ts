import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LayoutRegistry } from '../layout/index.ts';
import { type RawPublishInputs } from '../commands/index.ts';
import { outcomeLines, outputNames, outputTexts } from '../output/index.ts';
import { listen } from '../server/index.ts';
import { OciError, ociScheme, inputError } from '../spec/index.ts';
import { compareTrees } from './compare.ts';
import type { Command, CommandContext } from './command.ts';
import { cliLabel, flagOf, parseCommand, textOf } from './options.ts';
import { pullDirectory } from './pull.ts';
import { pushDirectory } from './push.ts';

const options = {
  'plain-http': { type: 'boolean' },
  'insecure-tls': { type: 'boolean' },
  'ca-file': { type: 'string' },
  username: { type: 'string' },
  password: { type: 'string' },
} as const;

const exampleDirectory = join('examples', 'bundle');
const outputDirectory = 'out';
/** More lines than this say nothing new. */
const maxDifferences = 20;

/** `oci-artifact demo [directory] [oci://…]`: the main job there and back, on an embedded registry unless another is named. */
export const demoCommand: Command = async (args, context) => {
  const parsed = parseCommand('demo', args, options, ['[directory]', '[target]']);
  const [directory = exampleDirectory, target] = parsed.positionals;
  if (target !== undefined && !target.startsWith(ociScheme))
    throw inputError(
      cliLabel('target'),
      target,
      `does not begin with ${ociScheme}; write oci://registry/repository:tag`,
    );
  const connect = {
    caFile: textOf(parsed, 'ca-file'),
    username: textOf(parsed, 'username'),
    password: textOf(parsed, 'password'),
    insecureTls: flagOf(parsed, 'insecure-tls'),
  };
  if (target !== undefined) {
    await thereAndBack(directory, target, { ...connect, plainHttp: flagOf(parsed, 'plain-http') }, context);
    return;
  }
  const storage = await mkdtemp(join(tmpdir(), 'oci-artifact-registry-'));
  try {
    await using server = await listen(await LayoutRegistry.open(storage));
    context.terminal.out(`embedded registry at ${server.url}`);
    await thereAndBack(
      directory,
      `${ociScheme}${new URL(server.url).host}/demo/bundle:latest`,
      { plainHttp: true },
      context,
    );
  } finally {
    await rm(storage, { recursive: true, force: true });
  }
};

interface Connect {
  readonly plainHttp: boolean;
  readonly insecureTls?: boolean | undefined;
  readonly caFile?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

async function thereAndBack(
  directory: string,
  target: string,
  connect: Connect,
  context: CommandContext,
): Promise<void> {
  const { terminal } = context;
  const raw: RawPublishInputs = {
    'source-dir': directory,
    target,
    'output-dir': outputDirectory,
    ...rawConnection(connect),
  };
  const { result, inRegistry } = await pushDirectory(raw, context);
  for (const line of outcomeLines(result, inRegistry)) terminal.out(line);
  await verify(directory, result.pinnedReference, connect, context);
  terminal.out('verified: what came back from the registry is the same, byte for byte\n\noutputs of a workflow step:');
  const texts = outputTexts(result);
  for (const name of outputNames) terminal.out(`  ${name}: ${texts[name].replaceAll('\n', ', ')}`);
}

function rawConnection({
  plainHttp,
  insecureTls = false,
  caFile,
  username,
  password,
}: Connect): Pick<RawPublishInputs, 'plain-http' | 'insecure-tls' | 'ca-file' | 'username' | 'password'> {
  return {
    'plain-http': String(plainHttp),
    'insecure-tls': String(insecureTls),
    'ca-file': caFile,
    username,
    password,
  };
}

async function verify(directory: string, pinned: string, connect: Connect, context: CommandContext): Promise<void> {
  const temporary = await mkdtemp(join(tmpdir(), 'oci-artifact-demo-'));
  try {
    const back = join(temporary, 'bundle');
    await pullDirectory(
      { reference: pinned, 'output-dir': back, 'preserve-permissions': 'true', ...rawConnection(connect) },
      context,
    );
    const differences = await compareTrees(directory, back);
    if (differences.length === 0) return;
    const shown = differences.slice(0, maxDifferences).join('; ');
    throw new OciError('DIGEST_MISMATCH', `what came back from ${pinned} is not what was sent: ${shown}`);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
