import { lstatSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { compress, tarStream, walk, WalkReport, type WalkEntry } from '../archive/index.ts';
import { byteStringOf, fileSystemError, joinName, systemPath, unsafePathReason } from '../fs/index.ts';
import {
  annotationContentDigest,
  annotationContentUnpack,
  annotationTitle,
  Digester,
  OciError,
  printable,
  type Descriptor,
} from '../spec/index.ts';
import { relativeSegments } from './write-path.ts';

/** Options of {@link packDirectory}. */
export interface PackDirectoryOptions {
  /** Path of the directory. */
  readonly path: string;
  /** The title of the content, and the prefix of the archive's entries. */
  readonly name: string;
  readonly mediaType: string;
  readonly reproducible: boolean;
  /** Path of the compressed archive. Must not exist. */
  readonly archive: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes a gzip-compressed archive of a directory. As in oras-go's file store, the names of entries begin with the
 * title.
 *
 * @throws OciError `INPUT_INVALID` for a name that is not a relative path; errors of `walk` and `tarStream`
 */
export async function packDirectory(options: PackDirectoryOptions): Promise<Descriptor> {
  const { path, name, signal, archive } = options;
  const reason = unsafePathReason(name);
  if (reason !== undefined)
    throw new OciError(
      'INPUT_INVALID',
      `cannot add the directory as "${printable(name, 300)}": ${reason}; give a relative name`,
    );
  const report = new WalkReport(path);
  const tar = tarStream(entries(options, report), { report, signal });
  const content = new Digester();
  const compressed = new Digester();
  try {
    await writeFile(
      archive,
      withDigester(compress(withDigester(tar, content), { compression: 'gzip', signal }), compressed),
      {
        flag: 'wx',
        mode: 0o600,
      },
    );
  } catch (error) {
    throw fileSystemError(error, `write the archive ${archive}`);
  }
  const { size } = compressed;
  return {
    mediaType: options.mediaType,
    digest: compressed.digest(),
    size,
    annotations: {
      [annotationContentDigest]: content.digest(),
      [annotationContentUnpack]: 'true',
      [annotationTitle]: name,
    },
  };
}

async function* entries(
  { path, name, reproducible, signal }: PackDirectoryOptions,
  report: WalkReport,
): AsyncGenerator<WalkEntry, void, undefined> {
  const prefix = byteStringOf(relativeSegments(name).join('/'));
  for await (const entry of walk({ sourceDir: path, allowOutsideLinks: true, report, signal })) {
    const name = entry.name === '.' && prefix !== '' ? prefix : joinName(prefix, entry.name);
    yield { ...entry, name, mtime: reproducible ? 0 : mtimeOf(entry) };
  }
}

/** Returns the modification time in seconds, rounded to the nearest second as in Go's writer. */
function mtimeOf({ location }: WalkEntry): number {
  // The writer reports a file that does not exist any more.
  const state = lstatSync(systemPath(location), { bigint: true, throwIfNoEntry: false });
  return state === undefined ? 0 : Number((state.mtimeNs + 500_000_000n) / 1_000_000_000n);
}

async function* withDigester(
  content: AsyncIterable<Uint8Array>,
  digester: Digester,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of content) {
    digester.update(chunk);
    yield chunk;
  }
}
