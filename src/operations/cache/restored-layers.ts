import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../../fs/index.ts';
import { isRecord, parseDescriptor, type Descriptor } from '../../spec/index.ts';

/**
 * The layers that a step restored, by the fingerprints of their entries. A later step of the job reuses a layer whose
 * entries did not change without reading its files.
 */
export type RestoredLayers = ReadonlyMap<string, Descriptor>;

/** Loads the layers that earlier steps of this job restored from a repository. Without them, all files are read. */
export async function loadRestoredLayers(directory: string, name: string): Promise<RestoredLayers> {
  try {
    const value: unknown = JSON.parse(await readFile(pathOf(directory, name), 'utf8'));
    if (!isRecord(value)) return new Map();
    return new Map(Object.entries(value).map(([key, layer]) => [key, parseDescriptor(layer, 'a restored layer')]));
  } catch {
    return new Map();
  }
}

/** Records the layers of a restored entry for {@link loadRestoredLayers}. @throws OciError `FILE_SYSTEM` */
export async function saveRestoredLayers(directory: string, name: string, layers: RestoredLayers): Promise<void> {
  const path = pathOf(directory, name);
  await mkdir(directory, { recursive: true });
  await writeFileAtomic(
    path,
    JSON.stringify(Object.fromEntries([...(await loadRestoredLayers(directory, name)), ...layers])),
  );
}

function pathOf(directory: string, name: string): string {
  return join(directory, `${name}.json`);
}
