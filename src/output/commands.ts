import { mediaTypeImageLayerGzip, type PublishResult } from '../spec/index.ts';
import { fenced, shellWord } from './markdown.ts';
import { tagNames } from './outcome.ts';

export interface CommandOptions {
  /** Whether the artifact is in a registry now. */
  readonly inRegistry: boolean;
  readonly plainHttp: boolean;
  /** Page of the repository whose workflow signs, for example `https://github.com/acme/app`. */
  readonly repositoryUrl?: string | undefined;
}

/** Copy-paste commands to pull, verify and attest what was published, as Markdown. */
export function artifactCommands(outcome: PublishResult, options: CommandOptions): readonly string[] {
  if (!options.inRegistry) return localCommands(outcome);
  const pinned = shellWord(outcome.pinnedReference);
  const oras = orasUnpacks(outcome) ? ['# or', `oras pull ${options.plainHttp ? '--plain-http ' : ''}${pinned}`] : [];
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
      `    subject-name: ${outcome.name}`,
      `    subject-digest: ${outcome.digest}`,
      '    push-to-registry: true',
    ]),
  ];
}

function localCommands(outcome: PublishResult): readonly string[] {
  if (!orasUnpacks(outcome)) return [];
  const [tag] = tagNames(outcome);
  const name = tag === undefined ? `@${outcome.digest}` : `:${tag}`;
  return [
    '**Unpack from the layout**',
    '',
    ...fenced('sh', [`oras pull --oci-layout ${shellWord(outcome.storePath + name)}`]),
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

/** ORAS unpacks gzip alone. */
function orasUnpacks(outcome: PublishResult): boolean {
  return outcome.layers.every((layer) => layer.mediaType === mediaTypeImageLayerGzip);
}
