import type { MutatedModule } from './mutant.ts';

export const files: MutatedModule = {
  module: 'files',
  mutants: [
    {
      name: 'file-overwritten',
      file: 'src/files/write-path.ts',
      text: 'if (policy.disableOverwrite && (await isOccupied(path)))',
      replacement: 'if (policy.disableOverwrite && path === base)',
      effect: 'disableOverwrite replaces a file.',
    },
    {
      name: 'link-out-of-directory',
      file: 'src/files/write-path.ts',
      text: 'if (!isWithin(realBase, real)) throw',
      replacement: 'if (!isWithin(realBase, realBase)) throw',
      effect: 'A link in the working directory leads a write outside of it.',
    },
    {
      name: 'duplicate-name-accepted',
      file: 'src/files/file-store.ts',
      text: 'if (existing !== undefined) throw duplicateName(name);',
      replacement: '',
      effect: 'The second file with a name replaces the first one.',
    },
    {
      name: 'content-digest-not-compared',
      file: 'src/files/unpack-directory.ts',
      text: 'if (actual !== expected)',
      replacement: 'if (actual === undefined)',
      effect: 'An archive with another content than its annotation is unpacked.',
    },
    {
      name: 'link-out-of-archive',
      file: 'src/files/unpack-directory.ts',
      text: 'await withWritableDirectory(inner, () => requireLinksWithin(inner, inner, what));',
      replacement: 'void inner;',
      effect: 'A link in an unpacked archive leads outside.',
    },
    {
      name: 'temporary-files-left',
      file: 'src/files/file-store.ts',
      text: 'if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });',
      replacement: '',
      effect: 'A closed file store leaves temporary archives.',
    },
    {
      name: 'wrong-digest-tag',
      file: 'src/files/references.ts',
      text: 'if (isDigest(reference) && reference !== target.digest)',
      replacement: "if (isDigest(reference) && reference === '')",
      effect: 'A tag that is the digest of other content is accepted.',
    },
    {
      name: 'second-name-exists',
      file: 'src/files/file-store.ts',
      text: "if (name !== '' && this.#digests.get(name) !== target.digest) return false;",
      replacement: '',
      effect: 'A copy to a file store skips the second file with the same content.',
      tests: ['test/files/file-store.test.ts'],
    },
    {
      name: 'added-name-replaced',
      file: 'src/files/file-store.ts',
      text: 'if (this.#digests.has(name)) throw duplicateName(name);',
      replacement: '',
      effect: 'A second file with one name replaces the first in an artifact.',
      tests: ['test/files/file-store.test.ts'],
    },
  ],
};
