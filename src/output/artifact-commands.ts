import { mediaTypeImageLayerGzip, type PublishResult } from '../spec/index.ts';
import { fenced, shellWord } from './markdown.ts';
import { tagNames } from './publish-lines.ts';

export interface CommandOptions {
  /** Whether the artifact was pushed to a registry. */
  readonly inRegistry: boolean;
  readonly plainHttp: boolean;
  /** URL of the repository whose workflow signs, for example `https://github.com/acme/app`. */
  readonly repositoryUrl?: string | undefined;
}

/** Commands to pull, verify and attest the published artifact, as Markdown. */
export function artifactCommands(result: PublishResult, options: CommandOptions): readonly string[] {
  if (!options.inRegistry) return localCommands(result);
  const pinned = shellWord(result.pinnedReference);
  const oras = orasUnpacks(result) ? ['# or', `oras pull ${options.plainHttp ? '--plain-http ' : ''}${pinned}`] : [];
  return [
    '**Pull**',
    '',
    ...fenced('sh', [`npx oci-artifact pull ${pinned} -o out${options.plainHttp ? ' --plain-http' : ''}`, ...oras]),
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

function cosignVerify(pinned: string, options: CommandOptions): readonly string[] {
  const url = options.repositoryUrl ?? 'https://github.com/OWNER/REPOSITORY';
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
