import { homedir } from 'node:os';
import { pull, type PullResult } from '../artifact/index.ts';
import { connectRepository, type ConnectOptions } from '../connect/index.ts';
import { toldConnection } from '../publish/index.ts';
import { formatBytes, formatNumber } from '../report/index.ts';
import { formatReference, OciError, parseReference, printable, type Reference } from '../spec/index.ts';
import type { Command, CommandContext } from './command.ts';
import { flagOf, parseCommand, textOf, type ParsedCommand } from './options.ts';

const options = {
  output: { type: 'string', short: 'o' },
  'plain-http': { type: 'boolean' },
  'insecure-tls': { type: 'boolean' },
  'ca-file': { type: 'string' },
  username: { type: 'string' },
  password: { type: 'string' },
  'github-token': { type: 'string' },
  json: { type: 'boolean' },
} as const;

/** `oci-artifact pull <reference>`: fetches an artifact and unpacks it. */
export const pullCommand: Command = async (args, context) => {
  const parsed = parseCommand('pull', args, options, ['reference']);
  const reference = readReference(parsed.positionals[0] ?? '');
  const directory = textOf(parsed, 'output') ?? '.';
  const result = await pullArtifact(reference, directory, connection(parsed), context);
  const { digest, mediaType, size } = result.descriptor;
  const pinned = formatReference({ ...reference, tag: undefined, digest });
  if (flagOf(parsed, 'json')) {
    context.terminal.out(JSON.stringify({ digest, reference: formatReference(reference), 'pinned-reference': pinned, 'media-type': mediaType, 'artifact-type': result.artifactType ?? '', size, path: directory }));
    return;
  }
  const bytes = result.layers.reduce((sum, layer) => sum + layer.size, 0);
  context.terminal.out(`pulled ${pinned} into ${printable(directory)} (${formatNumber(result.layers.length, 'layer')}, ${formatBytes(bytes)})`);
};

/** Pulls over a connection of its own. */
export async function pullArtifact(reference: Reference, directory: string, connect: ConnectOptions, context: CommandContext, preservePermissions = false): Promise<PullResult> {
  const { terminal, env, signal } = context;
  context.describe({ registry: reference.registry, plainHttp: connect.plainHttp, placeInput: 'reference', directoryInput: 'output' });
  await using connection = await connectRepository(reference, toldConnection({ ...connect, env, homedir: homedir() }, terminal));
  try {
    return await pull(connection.repository, reference.digest ?? reference.tag ?? 'latest', directory, {
      signal,
      preservePermissions,
      onProgress: (done, total) => {
        terminal.progress({ phase: 'pull', done, total });
      },
    });
  } finally {
    terminal.phase('');
  }
}

function readReference(text: string): Reference {
  const reference = parseReference(text);
  // A single word would be taken for one of Docker Hub's library, which is never what was meant here.
  if (!text.includes('/')) throw new OciError('REFERENCE_INVALID', `"${printable(text, 200)}" names no registry; write registry/repository:tag`);
  return reference;
}

function connection(parsed: ParsedCommand): ConnectOptions {
  return {
    plainHttp: flagOf(parsed, 'plain-http'),
    insecureTls: flagOf(parsed, 'insecure-tls'),
    caFile: textOf(parsed, 'ca-file'),
    username: textOf(parsed, 'username'),
    password: textOf(parsed, 'password'),
    githubToken: textOf(parsed, 'github-token'),
  };
}
