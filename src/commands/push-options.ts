import { exportManifestOption } from './export-manifest.ts';
import { cacheDirectoryOptions } from './cache-options.ts';
import { locations } from './location-options.ts';
import { option } from './option.ts';
import { choice, date, flag, lines, mediaType, path, patterns, platform, text, words } from './option-types.ts';
import { registryWriteOptions } from './registry-options.ts';
import { concurrency, resultOptions, runOptions, summaryOption } from './run-options.ts';
import { semverTagsOption } from './semver-option.ts';
import { sourceOptions } from './source-options.ts';

/** The options of push, and of the root action. */
export const pushOptions = {
  ...sourceOptions,
  target: option({
    type: locations({ schemeRequired: true, refuseDigest: true }),
    positional: 'target',
    required: 'write oci://registry/repository:tag, or the path of a directory',
    description:
      'Where to publish: `oci://registry/repository[:tag]`, or a local path. A local path becomes an OCI image ' +
      'layout, and nothing is pushed. Without a tag, the first of `tags` is used, else the tag of the format, else ' +
      '`version`, else `latest`. Several targets, one per line, get the same artifact; the outputs describe the first.',
    cliDescription:
      'Where to publish: oci://registry/repository[:tag], or a local path, which becomes an OCI image layout. Earlier ' +
      'targets begin with oci://.',
  }),
  tags: option({
    type: words('tag'),
    description:
      'Additional tags, separated by spaces, commas or line breaks: bare tags, or full references of the same ' +
      'repository. All tags point to the same manifest.',
    cliDescription: 'Another tag: a bare tag, or a full reference of the same repository.',
  }),
  ...exportManifestOption,
  'push-by-digest': option({
    type: flag,
    default: false,
    description:
      'Write no tags, for matrix jobs whose manifests the index action combines. The output `reference` is then the ' +
      'pinned reference.',
    cliDescription: 'Write no tags.',
  }),
  'sub-dir': option({
    type: path,
    description: 'Package only this directory below `source-dir`, under its path inside the artifact.',
  }),
  annotations: option({
    type: lines('key=value'),
    defaultText: "the workflow's",
    description:
      'Annotations of the manifest, one `key=value` per line. The defaults are `org.opencontainers.image.source`, ' +
      '`.revision` and, if `version` is given, `.version`. `key=` removes a default. A key may have the prefix ' +
      '`manifest:`, as in the output of docker/metadata-action.',
    cliDescription: 'Annotation of the manifest; "key=" removes one.',
  }),
  version: option({
    type: text,
    description:
      'The annotation `org.opencontainers.image.version`. If `target` and `tags` have no tag, it is also the tag, ' +
      'with `_` for each `+`, as in Helm and Flux.',
    cliDescription: 'The version annotation, and the tag if no other is given ("_" replaces "+").',
  }),
  'semver-tags': semverTagsOption(
    'Write the tags of `version`, or of the version of the format: for `1.2.3` the tags `1.2.3`, `1.2`, `1` and ' +
      '`latest`, with the `v` of `v1.2.3`.',
  ),
  'artifact-type': option({
    type: mediaType,
    defaultText: '`application/vnd.unknown.artifact.v1`; none with `config`',
    description: 'Artifact type of the manifest, a media type that names the kind of content.',
  }),
  subject: option({
    type: text,
    description:
      'The manifest that the artifact refers to, as a referrer: a digest or a tag in the repository of the target, ' +
      'or a full reference of that repository. If `target` and `tags` have no tag, no tag is written.',
  }),
  platform: option({
    type: platform,
    description:
      'Platform of the content, `os/arch[/variant][:os.version]`, recorded in the annotation ' +
      '`io.oci-artifact.platform` for the index action.',
    cliDescription: 'Platform of the content, such as linux/arm64, recorded for an index.',
  }),
  exclude: option({
    type: patterns,
    description:
      'Patterns to exclude, one per line, with the rules of a `.gitignore`: white space at the beginning of a line is ' +
      'a part of the pattern. `.git` is always excluded.',
    cliDescription: 'Pattern to exclude, as in a .gitignore; .git is always excluded.',
  }),
  symlinks: option({
    type: choice('preserve', 'follow', 'error'),
    default: 'preserve',
    description:
      '`preserve` stores symbolic links, `follow` stores their targets, `error` refuses links. A link to a path ' +
      'outside the source is an error unless `allow-outside-links` is set.',
  }),
  'allow-outside-links': option({
    type: flag,
    default: false,
    description: 'Store symbolic links to paths outside the source, with unchanged targets. `pull` rejects such links.',
  }),
  modes: option({
    type: choice('keep', 'normalize'),
    default: 'keep',
    description:
      '`keep` stores permissions unchanged, `normalize` stores 0755 for directories and executables and 0644 for ' +
      'other files. On Windows, the git index determines which files are executable.',
  }),
  timestamp: option({
    type: date,
    defaultText: '`SOURCE_DATE_EPOCH`, else `1970-01-01T00:00:00Z`',
    description:
      'Creation date for the annotation `org.opencontainers.image.created`, RFC 3339. The default is fixed, so ' +
      'that equal content has an equal digest.',
  }),
  compression: option({
    type: choice('gzip', 'zstd', 'none'),
    default: 'gzip',
    description: 'Compression of the layer. ORAS and Flux unpack only gzip.',
  }),
  'compression-level': option({
    type: text,
    defaultText: 'chosen for speed',
    description:
      '0 to 9 for gzip with zlib, 1 to 19 for zstd. Without a level, gzip uses an encoder that is faster than ' +
      'zlib, and zstd uses its default level.',
    cliDescription: '0 to 9 for gzip, 1 to 19 for zstd.',
  }),
  ...registryWriteOptions,
  'if-tag-exists': option({
    type: choice('overwrite', 'skip', 'fail', 'newer'),
    default: 'overwrite',
    description:
      'What to do if a tag points to other content: `overwrite` moves the tag, `skip` does not change it (the ' +
      'outputs describe the existing content, and `pushed` is `false`), `fail` fails, `newer` moves it only to a higher ' +
      'version, by the annotation `org.opencontainers.image.version`. If the content is equal, the run succeeds in ' +
      'each case.',
  }),
  push: option({
    type: flag,
    default: true,
    description: 'Push the artifact. `false` packages it and reports its digest.',
    cliDescription: 'Package the artifact and report its digest, without pushing.',
  }),
  ...runOptions,
  concurrency: concurrency(4, 'blobs that are pushed'),
  'output-dir': option({
    type: path,
    defaultText: 'a new temporary directory',
    description: 'The OCI image layout is written to `oci-layout` below this directory.',
    cliDescription:
      'Keep the OCI image layout, in `oci-layout` below this directory. Without it, a push leaves no layout.',
  }),
  cache: option({
    type: flag,
    default: false,
    scope: 'action',
    description:
      'Keep the packed layer on the runner and, between jobs, in the cache of GitHub Actions, and reuse it ' +
      'if the source has not changed. The source and the layer are hashed in each run; see "Configuration and trust" ' +
      'in the README.',
  }),
  ...cacheDirectoryOptions(
    'Keep the packed layer in this directory, and reuse it if the source has not changed.',
    'layers',
    '10GiB',
  ),
  'register-artifact': option({
    type: flag,
    default: false,
    scope: 'action',
    description:
      'Declare the pushed artifact to the runner, so that a later step of the job, such as an attestation, finds ' +
      'it: `oci://registry/repository@sha256:…` is appended to the file that `GITHUB_ARTIFACTS` names, if the ' +
      'runner provides one.',
  }),
  'write-docker-config': option({
    type: flag,
    default: false,
    scope: 'action',
    description:
      'Keep the credentials of the push in `~/.docker/config.json` until the job ends, for steps that read them ' +
      'there, such as an attestation with `push-to-registry`. An existing entry is not changed.',
  }),
  ...summaryOption,
  ...resultOptions,
} as const;
