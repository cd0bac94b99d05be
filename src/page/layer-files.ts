import { decompress, TarReader, type TarEntry } from '../archive/index.ts';
import type { Semaphore } from '../concurrency/index.ts';
import { formatBytes, formatCount } from '../output/index.ts';
import { annotationTitle, isOciError, OciError, successorsOf, type Descriptor, type Digest } from '../spec/index.ts';
import { note, sizeCell } from './cells.ts';
import type { View } from './document.ts';
import { markup, table, type Column, type HtmlValue } from './html.ts';
import { ManifestReader } from './manifests.ts';
import type { PageRequest } from './request.ts';

/** Maximum number of listed files. */
export const maxListedFiles = 1000;
/** Maximum number of unpacked bytes that are read to find the names of files. */
export const maxReadBytes: number = 1024 ** 3;

/** Whether a layer may be a tar archive. */
export function isPacked({ mediaType, annotations }: Descriptor): boolean {
  return /[.+/]tar\b/i.test(mediaType) || /\.(?:tar|tgz|tar\.(?:gz|zst))$/i.test(annotations?.[annotationTitle] ?? '');
}

/**
 * The files in a layer of a manifest. Reads the headers of the archive as a stream, up to a limit.
 *
 * @param semaphore limits the layers that are unpacked at a time
 * @throws OciError `NOT_FOUND` for a layer that the manifest does not contain
 */
export async function layerFiles(
  request: PageRequest,
  repository: string,
  at: { readonly digest: Digest; readonly layer: Digest },
  semaphore: Semaphore,
): Promise<View> {
  const { registry, signal, onStale } = request;
  const { manifest } = await new ManifestReader(registry, repository, 0, { signal, onStale }).digest(at.digest);
  const layer = manifest && successorsOf(manifest).find(({ digest }) => digest === at.layer);
  if (layer === undefined)
    throw new OciError('NOT_FOUND', `the manifest ${at.digest} does not contain the layer ${at.layer}`);
  const listed = await semaphore.run(() => listFiles(request, repository, layer));
  const { entries, end } = listed;
  const count = `${formatCount(entries.length)} ${entries.length === 1 ? 'entry' : 'entries'}`;
  const title = layer.annotations?.[annotationTitle] ?? layer.digest;
  return {
    title: `Files of ${title}`,
    path: [
      { text: 'Repositories', address: {} },
      { text: repository, address: { repository } },
      { text: 'Manifest', address: { repository, digest: at.digest } },
    ],
    content: markup`<h1>Files of ${title}</h1>
      <div id="files">
        <p class="muted">${count}, ${formatBytes(layer.size)} packed</p>
        ${end !== undefined && note(end)} ${entries.length > 0 && table('Files', columns, entries)}
      </div>`,
  };
}

const columns: readonly Column[] = [{ label: 'Name' }, { label: 'Mode' }, { label: 'Size', kind: 'number' }];

interface ListedFiles {
  readonly entries: readonly (readonly HtmlValue[])[];
  /** Why the list is incomplete. */
  readonly end: string | undefined;
}

async function listFiles(request: PageRequest, repository: string, layer: Descriptor): Promise<ListedFiles> {
  const { registry, signal } = request;
  const entries: (readonly HtmlValue[])[] = [];
  await using reader = await registry.getBlob(repository, layer.digest, { signal, expectedSize: layer.size });
  const content = decompress(reader.borrowed(), { maxSize: maxReadBytes, signal });
  try {
    const archive = new TarReader(content, { what: 'the layer' });
    for (;;) {
      const entry = await archive.next();
      if (entry === undefined) return { entries, end: undefined };
      if (entries.length === maxListedFiles)
        return {
          entries,
          end: `The list has the first ${formatCount(maxListedFiles)} files. Pull the artifact for all.`,
        };
      entries.push(row(entry));
    }
  } catch (error) {
    if (isOciError(error, 'SIZE_LIMIT'))
      return { entries, end: `The list has the files in the first ${formatBytes(maxReadBytes)} of the layer.` };
    if (!isOciError(error, 'ARCHIVE_INVALID')) throw error;
    return { entries, end: `The layer cannot be read as a tar archive: ${error.message}` };
  } finally {
    await content.return();
  }
}

function row({ type, name, linkName, mode, size }: TarEntry): readonly HtmlValue[] {
  const target = linkName.byteLength > 0 && markup` <span class="muted">→ ${linkName.toString()}</span>`;
  return [
    markup`<span class="mono">${name.toString()}</span>${target}`,
    markup`<span class="mono muted">${mode.toString(8).padStart(4, '0')}</span>`,
    type === 'file' ? sizeCell(size) : markup`<span class="muted">${type}</span>`,
  ];
}
