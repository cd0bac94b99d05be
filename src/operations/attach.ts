import { attach, describeFile, pushFile } from '../transfer/index.ts';
import { openLocation, type ConnectOptions } from '../connect/index.ts';
import {
  formatLocation,
  repositoryOf,
  type OperationEvent,
  type AttachResult,
  resultAt,
  type Location,
  type Annotations,
  referenceOf,
  inputError,
  type InputLabel,
} from '../spec/index.ts';
import { forEachConcurrent } from '../concurrency/index.ts';
import { annotationTitle, isOciError, printable, type Descriptor } from '../spec/index.ts';
import { namedFiles } from './file-patterns.ts';

export interface AttachedFile {
  /** In a plan it may be a pattern. */
  readonly path: string;
  readonly mediaType: string;
}

/** What is to be attached, and what to. */
export interface AttachPlan {
  readonly subject: Location;
  readonly files: readonly AttachedFile[];
  readonly artifactType: string;
  /** With the creation date. */
  readonly annotations: Annotations;
  /** Files pushed at a time. */
  readonly concurrency: number;
}

export interface AttachFilesOptions extends AttachPlan {
  readonly connection: ConnectOptions;
  /** How complaints name an input. */
  readonly label: InputLabel;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: OperationEvent) => void) | undefined;
}

/**
 * Pushes files as an artifact that refers to a subject. The files are read before the registry is asked anything.
 *
 * @throws OciError `INPUT_INVALID` for files that cannot be attached, `FILE_CHANGED`, `MANIFEST_UNKNOWN` when there is no subject
 */
export async function attachFiles(options: AttachFilesOptions): Promise<AttachResult> {
  const { subject: place, files, connection, signal, onEvent } = options;
  const described = await describeFiles(files, options.label, signal);
  await using opened = await openLocation(place, { ...connection, create: false, signal });
  const { repository } = opened;
  const subject = await repository.resolve(referenceOf(place), { signal });
  const layers = described.map(({ layer }) => layer);
  // Two files may have the same content; it is one blob.
  const blobs = new Map(described.map((file) => [file.layer.digest, file]));
  await forEachConcurrent(
    blobs.values(),
    options.concurrency,
    async ({ path, layer }, signal) => {
      const present = await repository.exists(layer, { signal });
      if (!present) await underLabel(options.label, () => pushFile(repository, path, layer, { signal }));
      onEvent?.({ kind: 'blob', digest: layer.digest, size: layer.size, state: present ? 'exists' : 'uploaded' });
    },
    signal,
  );
  const referrer = await attach(repository, subject, options.artifactType, {
    layers,
    annotations: options.annotations,
    signal,
  });
  return {
    ...resultAt(place, referrer, []),
    subject: formatLocation({ ...repositoryOf(place), digest: subject.digest }),
    layers,
  };
}

interface DescribedFile {
  readonly path: string;
  readonly layer: Descriptor;
}

async function describeFiles(
  files: readonly AttachedFile[],
  label: InputLabel,
  signal: AbortSignal | undefined,
): Promise<readonly DescribedFile[]> {
  const described: DescribedFile[] = [];
  const byTitle = new Map<string, string>();
  for (const { path, mediaType } of await namedFiles(files, label('files'), signal)) {
    const layer = await underLabel(label, () => describeFile(path, mediaType, { signal }));
    const title = layer.annotations?.[annotationTitle] ?? '';
    const other = byTitle.get(title);
    // A reader writes each under its title, so that one would replace the other.
    if (other !== undefined)
      throw inputError(
        label('files'),
        path,
        `has the same name as ${printable(other, 200)}; whoever pulls them would get one alone, so rename one`,
      );
    byTitle.set(title, path);
    described.push({ path, layer });
  }
  return described;
}

/** What is wrong with a file is told under the input that names it. */
async function underLabel<T>(label: InputLabel, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isOciError(error, 'INPUT_INVALID', 'FILE_SYSTEM', 'FILE_CHANGED'))
      throw inputError(label('files'), undefined, error.message);
    throw error;
  }
}
