import { manifestLocation, openLocation, type ConnectOptions } from '../connect/index.ts';
import { expandFilePatterns } from '../formats/index.ts';
import type { CallOptions } from '../registry/index.ts';
import {
  annotationCreated,
  annotationTitle,
  formatLocation,
  inputError,
  isOciError,
  plainLabel,
  printable,
  referenceOf,
  repositoryOf,
  resultAt,
  type Annotations,
  type AttachResult,
  type EventOptions,
  type InputLabel,
  type Location,
} from '../spec/index.ts';
import { build, describedFile, describeFile, type FileLayer } from '../transfer/index.ts';

/** A file to attach. */
export interface AttachedFile {
  /** A path, or a pattern. */
  readonly path: string;
  readonly mediaType: string;
}

/** Options of {@link attach}. */
export interface AttachOptions extends CallOptions, EventOptions {
  /** The manifest that the files are attached to. */
  readonly subject: Location;
  readonly files: readonly AttachedFile[];
  readonly artifactType: string;
  /** @default only the creation date, which is the current time */
  readonly annotations?: Annotations | undefined;
  /** Maximum number of files that are uploaded at the same time. @default 4 */
  readonly concurrency?: number | undefined;
  readonly connection?: ConnectOptions | undefined;
  /** Names options in error messages. @default their names */
  readonly label?: InputLabel | undefined;
}

/**
 * Publishes files as an artifact that refers to a subject. The files are hashed before the first request to the
 * registry.
 *
 * @throws OciError `INPUT_INVALID` for files that cannot be attached or that change; `MANIFEST_UNKNOWN` for a missing
 *   subject
 */
export async function attach(options: AttachOptions): Promise<AttachResult> {
  const { artifactType, signal, onEvent } = options;
  const layers = await describeFiles(options);
  await using opened = await openLocation(options.subject, { ...options.connection, create: false, signal });
  const { repository } = opened;
  const location = await manifestLocation(repository, options.subject, { signal });
  const subject = await repository.resolve(referenceOf(location), { signal });
  const created = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const plan = {
    artifactType,
    config: { kind: 'empty' },
    layers,
    subject,
    annotations: { [annotationCreated]: created, ...options.annotations },
  } as const;
  const built = await withFilesLabel(options, () =>
    build(plan, repository, {
      concurrency: options.concurrency,
      signal,
      onFile: ({ digest, size }, state) => onEvent?.({ kind: 'blob', digest, size, state }),
    }),
  );
  return {
    ...resultAt(location, built.manifest, []),
    subject: formatLocation({ ...repositoryOf(location), digest: subject.digest }),
    layers: built.layers.map(({ descriptor }) => descriptor),
  };
}

async function describeFiles(options: AttachOptions): Promise<readonly FileLayer[]> {
  const { label = plainLabel, signal } = options;
  const layers: FileLayer[] = [];
  const pathByTitle = new Map<string, string>();
  for (const { path, mediaType } of await expandFilePatterns(options.files, label('files'), { signal })) {
    const descriptor = await withFilesLabel(options, () => describeFile(path, mediaType, { signal }));
    const title = descriptor.annotations?.[annotationTitle] ?? '';
    const other = pathByTitle.get(title);
    if (other !== undefined) {
      const problem = `has the same name as ${printable(other, 200)}; rename one, or a pull loses a file`;
      throw inputError(label('files'), path, problem);
    }
    pathByTitle.set(title, path);
    layers.push(describedFile(path, descriptor));
  }
  return layers;
}

/** Runs `work`, and adds the name of the option to errors of a file. */
async function withFilesLabel<T>({ label = plainLabel }: AttachOptions, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isOciError(error, 'INPUT_INVALID', 'FILE_SYSTEM', 'FILE_CHANGED'))
      throw inputError(label('files'), undefined, error.message);
    throw error;
  }
}
