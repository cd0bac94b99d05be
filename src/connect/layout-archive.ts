import { createReadStream } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UnpackBudget, unpackLayer, type UnpackedLayer } from '../archive/index.ts';
import { fileSystemError, kindOf, removeTree } from '../fs/index.ts';
import { LayoutRepository } from '../layout/index.ts';
import type { CallOptions } from '../registry/index.ts';
import { isOciError, OciError, printable } from '../spec/index.ts';

/** An unpacked archive. Disposing it removes its files. */
export interface LayoutArchive extends AsyncDisposable {
  readonly layout: LayoutRepository;
}

/**
 * Opens an image layout in a tar archive, as `docker save`, `docker buildx --output type=oci` and `skopeo copy
 * oci-archive:` write it; also compressed with gzip or zstd. It is unpacked into a temporary directory, because content
 * is read in another order than that of the archive.
 *
 * @throws OciError `UNSUPPORTED` for a file that is not an archive, and for an archive without an image layout;
 *   `SIZE_LIMIT` for an archive that is larger than the free disk space; `FILE_SYSTEM`, `ABORTED`
 */
export async function openLayoutArchive(path: string, { signal }: CallOptions = {}): Promise<LayoutArchive> {
  const parent = await temporaryDirectory();
  try {
    await using unpacked = await unpack(path, parent, signal);
    const { directory } = unpacked;
    if ((await kindOf(join(directory, 'oci-layout'))) !== 'file') throw await notALayout(path, directory);
    const layout = await LayoutRepository.open(directory, { readOnly: true, title: path, signal });
    unpacked.keep();
    return { layout, [Symbol.asyncDispose]: () => removeTree(parent) };
  } catch (error) {
    // Only the first error is reported, because the removal usually fails for the same reason.
    await removeTree(parent).catch(() => undefined);
    throw error;
  }
}

async function temporaryDirectory(): Promise<string> {
  try {
    return await mkdtemp(join(tmpdir(), 'oci-archive-'));
  } catch (error) {
    throw fileSystemError(error, `create a temporary directory in ${tmpdir()}`);
  }
}

async function unpack(path: string, parent: string, signal: AbortSignal | undefined): Promise<UnpackedLayer> {
  try {
    const budget = await UnpackBudget.forDirectory(parent);
    return await unpackLayer(createReadStream(path), join(parent, 'layout'), { what: path, budget, signal });
  } catch (error) {
    if (!isOciError(error, 'ARCHIVE_INVALID')) throw fileSystemError(error, `read ${path}`);
    const problem = `cannot read ${printable(path, 300)} as an image layout in a tar archive: ${error.message}`;
    throw new OciError('UNSUPPORTED', problem, { cause: error });
  }
}

async function notALayout(path: string, directory: string): Promise<OciError> {
  const quoted = printable(path, 300);
  // Docker before 25 writes another form.
  const isDockerArchive = (await kindOf(join(directory, 'manifest.json'))) === 'file';
  const remedy = isDockerArchive
    ? `it has the form of Docker before version 25; convert it with "skopeo copy docker-archive:${quoted} oci:DIR:TAG"`
    : 'it has no file oci-layout at its top; give an archive of an image layout, or a directory';
  return new OciError('UNSUPPORTED', `${quoted} does not contain an OCI image layout: ${remedy}`);
}
