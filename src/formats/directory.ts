import type { Compression } from '../archive/index.ts';
import { mediaTypeUnknownArtifact, type ArtifactPlan } from '../transfer/index.ts';
import {
  annotationContentUnpack,
  annotationCreated,
  annotationTitle,
  isRfc3339,
  OciError,
  printable,
  reproducibleTimestamp,
} from '../spec/index.ts';
import type { Format, PlanOptions } from './format.ts';

/** A directory as one packed layer, which ORAS and `pull` unpack. The default format. */
export const directory = {
  name: 'directory',
  detect: () => Promise.resolve(true),
  async plan(path: string, options: PlanOptions): Promise<ArtifactPlan> {
    const { compression = 'gzip', timestamp = reproducibleTimestamp } = options;
    if (!isRfc3339(timestamp))
      throw new OciError(
        'DATE_INVALID',
        `the creation date "${printable(timestamp, 100)}" is not an RFC 3339 date such as ${reproducibleTimestamp}`,
      );
    return {
      artifactType: options.artifactType ?? options.defaultArtifactType ?? mediaTypeUnknownArtifact,
      config: { kind: 'empty' },
      layers: [
        {
          kind: 'directory',
          pack: {
            sourceDir: path,
            subDir: options.subDir,
            exclude: options.exclude ?? [],
            symlinks: options.symlinks ?? 'preserve',
            allowOutsideLinks: options.allowOutsideLinks ?? false,
            modes: options.modes ?? 'keep',
            skip: options.skip,
            compression,
            compressionLevel: options.compressionLevel,
          },
          annotations: {
            // ORAS expects gzip in each layer that it unpacks, and fails on another compression.
            ...(compression === 'gzip' ? { [annotationContentUnpack]: 'true' } : {}),
            [annotationTitle]: '.',
          },
        },
      ],
      annotations: { ...options.annotations, [annotationCreated]: timestamp },
      notices: compression === 'gzip' ? [] : [orasNotice(compression)],
    };
  },
} satisfies Format;

function orasNotice(compression: Compression): string {
  const state = compression === 'zstd' ? 'compressed with zstd' : 'not compressed';
  return `the layer is ${state}: ORAS does not unpack it, because it reads only gzip`;
}
