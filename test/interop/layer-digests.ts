import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';
import { packLayer, type PackOptions } from '../../src/archive/index.ts';

// Bundled and run by each tested version of Node. Packages as each line of its input requests, and prints the digests.

export type Packaging = Pick<PackOptions, 'sourceDir' | 'compression' | 'compressionLevel' | 'threads'>;

export interface LayerDigests {
  /** SHA-256 of the compressed layer, hexadecimal. */
  readonly layer: string;
  /** Digest of the archive. */
  readonly content: string;
}

for await (const line of createInterface({ input: process.stdin })) {
  const packaging = JSON.parse(line) as Packaging;
  const packing = packLayer({ ...packaging, allowOutsideLinks: true });
  const layer = createHash('sha256');
  for await (const chunk of packing.content) layer.update(chunk);
  const digests: LayerDigests = { layer: layer.digest('hex'), content: (await packing.result).contentDigest };
  process.stdout.write(`${JSON.stringify(digests)}\n`);
}
