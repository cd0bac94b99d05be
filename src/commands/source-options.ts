import { readFile } from 'node:fs/promises';
import { formatNames, type ConfigOption, type SourceFile } from '../formats/index.ts';
import { fileSystemError } from '../fs/index.ts';
import { inputError, isMediaType, isRecord, messageOf, type Annotations, type InputLabel } from '../spec/index.ts';
import { mediaTypeUnknownConfig } from '../transfer/index.ts';
import { locationsOrNone } from './location-options.ts';
import { option, type Inputs, type OptionType } from './option.ts';
import { choice, joinedLines, lines, mediaType, path, shard, size } from './option-types.ts';

const config: OptionType<ConfigOption> = {
  kind: 'value',
  placeholder: 'config',
  isPath: true,
  empty: undefined,
  parse: (raw, subject) => readConfig(joinedLines(raw), subject),
};

/** The options that describe the content of an artifact and the shape of its manifest. */
export const sourceOptions = {
  'source-dir': option({
    type: path,
    description:
      'Directory to package, or a single file, which becomes one unchanged layer. If `files` is given, their paths ' +
      'are relative to this directory.',
    cliDescription: 'Directory of relative sources. Each source is then a layer of its own.',
  }),
  files: option({
    type: lines('file'),
    positional: 'source',
    description:
      'Files to publish as unchanged layers, one per line: a path or a pattern (`*`, `?`, `**`, `{a,b}`), or ' +
      '`path:media/type`. The path becomes the title, which is the name of the pulled file. A directory becomes a ' +
      'packed layer. The default media type is that of ORAS. Without files, all content of `source-dir` is one layer.',
    cliDescription:
      'Directory to package, or files: path, pattern or path:media/type; "-" reads standard input. Several sources ' +
      'become one layer each.',
  }),
  format: option({
    type: { ...choice(...formatNames), placeholder: 'name' },
    defaultText: 'from the source',
    description:
      'Format of the artifact. It determines the config, the media types, the annotations and the default tag. See ' +
      '"Formats" in docs/formats.md.',
    cliDescription: `Format of the artifact: ${formatNames.join(', ')}.`,
  }),
  'media-types': option({
    type: lines('pattern=type'),
    description:
      'Media types of files, one `pattern=media/type` per line, with patterns as in a `.gitignore`. The last match ' +
      'applies. A type in `files` has precedence.',
    cliDescription: 'Media type of files by pattern, such as "*.json=application/json".',
  }),
  'layer-media-type': option({
    type: mediaType,
    defaultText: 'that of the format',
    description: 'Media type of the packed directory, or of the single file. It must name the compression in use.',
    cliDescription: 'Media type of the packed directory or single file.',
  }),
  layers: option({
    type: choice('single', 'entries', 'auto'),
    default: 'single',
    description:
      'How a directory becomes layers. `single` makes one layer. `entries` makes each entry of the directory a layer: a ' +
      'directory is packed, a file is unchanged. `auto` splits a directory larger than `layer-size` into its ' +
      'directories. Then a layer that did not change is not sent again. See docs/layers.md.',
    cliDescription:
      'How a directory becomes layers: one layer, one for each entry, or directories of at most --layer-size.',
  }),
  'layer-size': option({
    type: size,
    defaultText: '512MiB',
    description:
      'With `layers: auto`, the size of the largest directory that is not split. A larger file is a layer of its own.',
    cliDescription: 'With --layers auto, the largest directory that is not split.',
  }),
  'reuse-from': option({
    type: locationsOrNone(),
    flag: 'reuse-from',
    defaultText: 'the main tag of the target',
    description:
      'With `layers`: artifacts whose layers are reused, one reference per line. A layer with equal content is neither ' +
      'compressed nor sent. The artifacts are trusted; see docs/layers.md. `none` turns it off.',
    cliDescription: 'With --layers: an artifact whose layers are reused, or "none".',
  }),
  shard: option({
    type: shard,
    description:
      'With `layers`: pack and push only a share of the layers, for example `2/4` for the second of four jobs. No tags ' +
      'are written. The index action with `join: true` then writes the artifact.',
    cliDescription: 'With --layers: pack and push only this share of the layers, such as 2/4; see "join".',
  }),
  archive: option({
    type: choice('tar', 'zip'),
    default: 'tar',
    description:
      'Kind of archive of a packed directory. A `zip` is as reproducible as a tar. It has its own compression, so ' +
      '`compression` and `compression-level` do not apply. `pull` unpacks it. Other tools keep it as `archive.zip`.',
    cliDescription: 'Kind of archive of a packed directory.',
  }),
  config: option({
    type: config,
    defaultText: 'the empty config',
    description:
      'Config of the artifact: `path:media/type`; `/dev/null:media/type` for a config of 0 bytes; `image` for an ' +
      'image config, with which the artifact can be mounted and run as an image; `platform` for an image config ' +
      'with only the platform. `image` and `platform` need `platform`.',
    cliDescription: 'Config: path:media/type, "image" or "platform".',
  }),
  labels: option({
    type: lines('key=value'),
    description: 'Labels in the image config of `config: image`, one `key=value` per line.',
    cliDescription: 'Label in the image config.',
  }),
  'layer-annotations': option({
    type: lines('key=value'),
    description: 'Annotations of every layer, one `key=value` per line.',
    cliDescription: 'Annotation of every layer.',
  }),
  'annotation-file': option({
    type: path,
    description:
      'JSON file with annotations, as in ORAS: an object with the keys `$manifest`, `$config` and the paths of files, ' +
      'and an object of texts for each. `annotations` has precedence.',
    cliDescription: 'JSON file with annotations for "$manifest", "$config" and files.',
  }),
  'image-spec': option({
    type: choice('v1.0', 'v1.1'),
    defaultText: '`v1.1`; `v1.0` with `config` and without `artifact-type`',
    description:
      'Version of the image specification. `v1.0` writes a manifest without an artifact type, for registries that ' +
      'refuse the new form.',
    cliDescription: 'Version of the image specification.',
  }),
} as const;

/** Parses `path`, `path:` or `path:media/type`. The path may be `-`, a pattern, or begin with a drive letter. */
export function readSourceFile(text: string): SourceFile {
  const colon = text.lastIndexOf(':');
  const type = text.slice(colon + 1);
  if (colon < 2 && !text.startsWith('-:')) return { path: text };
  if (type === '') return { path: text.slice(0, colon) };
  return isMediaType(type) ? { path: text.slice(0, colon), mediaType: type } : { path: text };
}

/** Parses `pattern=media/type`. @throws OciError `INPUT_INVALID` */
export function readMediaTypeRule(
  text: string,
  subject: string,
): { readonly pattern: string; readonly mediaType: string } {
  const equals = text.lastIndexOf('=');
  const pattern = text.slice(0, Math.max(equals, 0)).trim();
  const type = text.slice(equals + 1).trim();
  if (pattern !== '' && isMediaType(type)) return { pattern, mediaType: type };
  throw inputError(
    subject,
    text,
    'is not a rule for media types; write pattern=media/type, for example *.json=application/json',
  );
}

/** @throws OciError `INPUT_INVALID` */
function readConfig(text: string, subject: string): ConfigOption {
  if (text === 'image' || text === 'platform') return { kind: text };
  if (/[\r\n]/.test(text)) throw inputError(subject, text, 'names several configs; an artifact has one config');
  const { path: file, mediaType: type = mediaTypeUnknownConfig } = readSourceFile(text);
  const suffix = file.slice(file.lastIndexOf(':') + 1);
  if (file.includes(':') && suffix.includes('/') && file.lastIndexOf(':') > 1)
    throw inputError(subject, text, `has no valid media type after the colon; write path:media/type`);
  return { kind: 'file', path: file, mediaType: type };
}

/**
 * Reads an annotation file of ORAS.
 *
 * @throws OciError `INPUT_INVALID` for a file that cannot be read or has another content
 */
export async function readAnnotationFile(
  { annotationFile: file }: Pick<Inputs<typeof sourceOptions>, 'annotationFile'>,
  label: InputLabel,
): Promise<Readonly<Record<string, Annotations>> | undefined> {
  if (file === undefined) return undefined;
  const subject = label('annotation-file');
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    const problem =
      error instanceof SyntaxError ? 'is not valid JSON' : messageOf(fileSystemError(error, `read ${file}`));
    throw inputError(subject, file, problem);
  }
  const isValid =
    isRecord(value) &&
    Object.values(value).every(
      (each) => isRecord(each) && Object.values(each).every((text) => typeof text === 'string'),
    );
  if (isValid) return value as Readonly<Record<string, Annotations>>;
  throw inputError(
    subject,
    file,
    'is not an annotation file; write an object with the keys "$manifest", "$config" and paths of files, each with ' +
      'an object of texts',
  );
}
