import { compareBytes, isMediaType, printable, type PullResult } from '../spec/index.ts';

/** Names of the outputs of a pull, in the order in which they are told. */
export const pullOutputNames = [
  'digest',
  'reference',
  'pinned-reference',
  'artifact-type',
  'annotations',
  'files',
  'download-path',
] as const;

export type PullOutputName = (typeof pullOutputNames)[number];

/** A job has 1 MiB for all outputs of all its steps; annotations and files get this much each, bytes. */
export const maxListBytes: number = 128 * 1024;

export interface PullOutputs {
  readonly texts: Readonly<Record<PullOutputName, string>>;
  /** What was left out because it would have been too long, or is not what it should be, in words. */
  readonly left: readonly string[];
}

/** The outputs as a workflow gets them: `annotations` is a JSON object, `files` a JSON list, each on one line and cut at a whole item. */
export function pullOutputs(outcome: PullResult): PullOutputs {
  const annotations = Object.entries(outcome.annotations).sort(([a], [b]) => compareBytes(a, b));
  const items = fitting(annotations.map(([key, value]) => `${jsonLine(key)}:${jsonLine(value)}`));
  const paths = fitting(outcome.files.paths.map(jsonLine));
  const left: string[] = [];
  if (items.length < annotations.length)
    left.push(
      `${annotations.length - items.length} of ${annotations.length} annotations are left out of the output annotations, which would be too long`,
    );
  if (paths.length < outcome.files.count)
    left.push(
      `${outcome.files.count - paths.length} of ${outcome.files.count} paths are left out of the output files, which would be too long`,
    );
  const isTyped = outcome.artifactType === '' || isMediaType(outcome.artifactType);
  if (!isTyped)
    left.push(
      `the artifact type "${printable(outcome.artifactType, 200)}" is no media type and is left out of the outputs`,
    );
  return {
    texts: {
      digest: outcome.digest,
      reference: outcome.reference,
      'pinned-reference': outcome.pinnedReference,
      'artifact-type': isTyped ? outcome.artifactType : '',
      annotations: `{${items.join(',')}}`,
      files: `[${paths.join(',')}]`,
      'download-path': outcome.downloadPath,
    },
    left,
  };
}

/** One JSON object in one line; its keys are the outputs. */
export function pullJson(outcome: PullResult): string {
  return JSON.stringify({
    digest: outcome.digest,
    reference: outcome.reference,
    'pinned-reference': outcome.pinnedReference,
    'artifact-type': outcome.artifactType,
    annotations: outcome.annotations,
    files: outcome.files.paths,
    'download-path': outcome.downloadPath,
  });
}

/** JSON whose invisible characters are escaped as well: the escapes of printable text are those of JSON. */
function jsonLine(text: string): string {
  const json = JSON.stringify(text);
  return printable(json, json.length);
}

function fitting(items: readonly string[]): readonly string[] {
  let room = maxListBytes;
  const end = items.findIndex((item) => (room -= Buffer.byteLength(item) + 1) < 0);
  return end < 0 ? items : items.slice(0, end);
}
