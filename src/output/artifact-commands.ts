import { isLoopbackHost, mediaTypeImageLayerGzip, type PublishResult } from '../spec/index.ts';
import { fenced, shellWord } from './markdown.ts';
import { projectCommand } from './project.ts';
import { tagNames } from './publish-lines.ts';

export interface CommandOptions {
  /** Whether the artifact was pushed to a registry. */
  readonly inRegistry: boolean;
  readonly plainHttp: boolean;
  /** URL of the repository whose workflow signs, for example `https://github.com/acme/app`. */
  readonly repositoryUrl?: string | undefined;
}

/**
 * Commands to pull, verify and attest the published artifact, as Markdown. Signatures and attestations need a registry
 * that other machines reach, and the workflow that signs.
 */
export function artifactCommands(result: PublishResult, options: CommandOptions): readonly string[] {
  if (!options.inRegistry) return localCommands(result);
  const { pinnedReference, name } = result;
  const pinned = shellWord(pinnedReference);
  const plain = options.plainHttp ? ' --plain-http' : '';
  const host = name.slice(0, name.indexOf('/')).replace(/:\d+$/, '');
  const isLoopback = isLoopbackHost(host.replace(/^\[(.*)\]$/, '$1'), { subdomains: true });
  return [
    '**Pull**',
    '',
    ...fenced('sh', [
      `${projectCommand} pull ${pinned} -o out${plain}`,
      ...(orasUnpacks(result) ? ['# or', `oras pull${plain} ${pinned}`] : []),
    ]),
    ...(isLoopback ? [] : signCommands(result, pinned, options)),
  ];
}

function signCommands(result: PublishResult, pinned: string, options: CommandOptions): readonly string[] {
  return [
    '',
    '**Sign and verify**',
    '',
    ...fenced('sh', [`cosign sign --yes ${pinned}`, ...cosignVerify(pinned, options)]),
    '',
    '**Attest**, in a job with `id-token: write`, `attestations: write` and `packages: write`',
    '',
    ...fenced('yaml', [
      '- uses: actions/attest@v4',
      '  with:',
      `    subject-name: ${result.name}`,
      `    subject-digest: ${result.digest}`,
      '    push-to-registry: true',
    ]),
  ];
}

function localCommands(result: PublishResult): readonly string[] {
  if (!orasUnpacks(result)) return [];
  const [tag] = tagNames(result);
  const name = tag === undefined ? `@${result.digest}` : `:${tag}`;
  return [
    '**Unpack from the layout**',
    '',
    ...fenced('sh', [`oras pull --oci-layout ${shellWord(result.storePath + name)}`]),
  ];
}

/** Outside of a workflow, the identity of the signer is not known. */
function cosignVerify(pinned: string, { repositoryUrl: url }: CommandOptions): readonly string[] {
  if (url === undefined) return [];
  const server = new URL(url).origin;
  const issuer =
    server === 'https://github.com' ? 'https://token.actions.githubusercontent.com' : `${server}/_services/token`;
  return [
    `cosign verify ${pinned} \\`,
    `  --certificate-identity-regexp ${shellWord(`^${url.replaceAll('.', String.raw`\.`)}/`)} \\`,
    `  --certificate-oidc-issuer ${shellWord(issuer)}`,
  ];
}

/** ORAS unpacks only gzip. */
function orasUnpacks(result: PublishResult): boolean {
  return result.layers.every((layer) => layer.mediaType === mediaTypeImageLayerGzip);
}
