import type { MutatedModule } from './mutant.ts';

export const sif: MutatedModule = {
  module: 'sif',
  mutants: [
    {
      name: 'sif-tag-missing',
      file: 'src/sif/images.ts',
      text: 'if (reference.digest !== undefined || tag === undefined)',
      replacement: 'if (tag === undefined)',
      effect: 'A push of a SIF image to a digest moves the tag latest.',
    },
    {
      name: 'sif-layer-not-image',
      file: 'src/sif/images.ts',
      text: 'if (layer !== undefined) return { manifest: descriptor, layer };',
      replacement: 'if (layer === undefined) return { manifest: descriptor, layer: manifest.layers[0] };',
      effect: 'A layer that is not a SIF image is written as one.',
    },
    {
      name: 'sif-platform-ignored',
      file: 'src/sif/resolve-manifest.ts',
      text: 'if (platform !== undefined && ownPlatform !== undefined) requirePlatform',
      replacement: 'if (false as boolean) requirePlatform',
      effect: 'A pull for another platform returns the image of this one.',
    },
    {
      name: 'image-across-file-systems',
      file: 'src/sif/image-file.ts',
      text: 'own !== undefined && own === other ? tmpDir : parent',
      replacement: 'own !== undefined && other !== undefined ? tmpDir : parent',
      effect: 'A pull of an image with a temporary directory on another disk fails at its end.',
      tests: ['test/sif/transfer.test.ts'],
    },
  ],
};
