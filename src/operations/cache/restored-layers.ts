import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../../fs/index.ts';
import { isRecord, parseDescriptor, type Descriptor } from '../../spec/index.ts';

/** A layer whose entries are in a directory. */
export interface RestoredLayer {
  readonly layer: Descriptor;
  /**
   * Its entries were written between these times of the file system, nanoseconds since 1970. The file system sets the
   * time of the last change of an entry (`ctime`), which no program can choose.
   */
  readonly sinceNs: bigint;
  readonly untilNs: bigint;
}

/**
 * The layers that a step restored, by the states of their entries. A later step of the job reuses a layer whose entries
 * did not change without reading its files.
 */
export type RestoredLayers = ReadonlyMap<string, RestoredLayer>;

/** Loads the layers that earlier steps of this job restored from a repository. Without them, all files are read. */
export async function loadRestoredLayers(directory: string, name: string): Promise<RestoredLayers> {
  try {
    const value: unknown = JSON.parse(await readFile(pathOf(directory, name), 'utf8'));
    if (!isRecord(value)) return new Map();
    return new Map(Object.entries(value).map(([state, restored]) => [state, parse(restored)]));
  } catch {
    return new Map();
  }
}

/** Records the layers of a restored entry for {@link loadRestoredLayers}. @throws OciError `FILE_SYSTEM` */
export async function saveRestoredLayers(directory: string, name: string, layers: RestoredLayers): Promise<void> {
  const path = pathOf(directory, name);
  await mkdir(directory, { recursive: true });
  const all = [...(await loadRestoredLayers(directory, name)), ...layers].map(
    ([state, { layer, sinceNs, untilNs }]) =>
      [state, { layer, since: String(sinceNs), until: String(untilNs) }] as const,
  );
  await writeFileAtomic(path, JSON.stringify(Object.fromEntries(all)));
}

function parse(value: unknown): RestoredLayer {
  const { layer, since, until } = isRecord(value) ? value : {};
  return {
    layer: parseDescriptor(layer, 'a restored layer'),
    sinceNs: BigInt(String(since)),
    untilNs: BigInt(String(until)),
  };
}

function pathOf(directory: string, name: string): string {
  return join(directory, `${name}.json`);
}
