import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { forEachConcurrent } from '../../src/concurrency/index.ts';
import { encodeJson, isRecord, type Digest } from '../../src/spec/index.ts';
import { repository } from './content.ts';

/** Number of concurrent file operations. */
const concurrency = 16;

/** The names of many repositories in a hundred organizations. */
export function manyNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `org${index % 100}/repo${index}`);
}

/** Adds repositories to the storage of `serve`, each with one blob. */
export async function addLayouts(root: string, names: readonly string[]): Promise<void> {
  const index = encodeJson({ schemaVersion: 2, manifests: [] });
  await forEachConcurrent(names, concurrency, async (name) => {
    const folder = join(root, name);
    await mkdir(join(folder, 'blobs', 'sha256'), { recursive: true });
    await writeFile(join(folder, 'blobs', 'sha256', '0'.repeat(64)), '');
    await writeFile(join(folder, 'index.json'), index);
    await writeFile(join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  });
}

/** Adds repositories to the storage of distribution. Its catalogue lists folders with `_layers`. */
export async function addDistributionRepositories(root: string, names: readonly string[]): Promise<void> {
  await forEachConcurrent(names, concurrency, async (name) => {
    await mkdir(join(repositories(root), name, '_layers'), { recursive: true });
  });
}

/** Adds tags of the stored manifest to `index.json`. */
export async function addLayoutTags(root: string, count: number): Promise<void> {
  const path = join(root, repository, 'index.json');
  const index: unknown = JSON.parse(await readFile(path, 'utf8'));
  const manifests: unknown[] = isRecord(index) && Array.isArray(index['manifests']) ? index['manifests'] : [];
  const [first] = manifests;
  for (let tag = 0; tag < count; tag++) {
    const annotations = { 'org.opencontainers.image.ref.name': `bulk${tag}` };
    manifests.push({ ...(isRecord(first) ? first : {}), annotations });
  }
  await writeFile(path, JSON.stringify({ ...(isRecord(index) ? index : {}), manifests }));
}

export async function addDistributionTags(root: string, digest: Digest, count: number): Promise<void> {
  const tags = join(repositories(root), repository, '_manifests', 'tags');
  await forEachConcurrent(Array.from({ length: count }).keys(), concurrency, async (tag) => {
    await mkdir(join(tags, `bulk${tag}`, 'current'), { recursive: true });
    await writeFile(join(tags, `bulk${tag}`, 'current', 'link'), digest);
  });
}

function repositories(root: string): string {
  return join(root, 'docker', 'registry', 'v2', 'repositories');
}
