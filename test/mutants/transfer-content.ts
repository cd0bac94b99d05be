import type { Mutant } from './mutant.ts';

/** Mutations of tags, modes and content that is copied again. */
export const contentMutants: readonly Mutant[] = [
  {
    name: 'moving-tag-of-skipped',
    file: 'src/transfer/publish.ts',
    text: "if (isMoving && mainPlan.action === 'skip') return [];",
    replacement: '',
    effect: 'With if-tag-exists skip, latest moves to an artifact whose own version was skipped.',
    tests: ['test/operations/semver-tags.test.ts'],
  },
  {
    name: 'same-version-is-newer',
    file: 'src/transfer/publish.ts',
    text: 'compareVersions(version, other) > 0);',
    replacement: 'compareVersions(version, other) >= 0);',
    effect: 'With if-tag-exists newer, another build of the same version replaces the first.',
    tests: ['test/operations/publish.test.ts'],
  },
  {
    name: 'mode-of-same-content',
    file: 'src/transfer/layer-downloads.ts',
    text: " ${isZip ?? false} ${mode ?? ''}`;",
    replacement: ' ${isZip ?? false} ${mode === 0}`;',
    effect: 'Of two equal files, the second one gets the mode of the first.',
    tests: ['test/transfer/pull-modes.test.ts'],
  },
  {
    name: 'set-user-bit-of-annotation',
    file: 'src/transfer/pull-plan.ts',
    text: 'return Number.parseInt(text, 8) & 0o777;',
    replacement: 'return Number.parseInt(text, 8);',
    effect: 'An artifact creates programs with the set-user-id bit.',
    tests: ['test/transfer/pull-modes.test.ts'],
  },
  {
    name: 'unnamed-child-not-repeated',
    file: 'src/transfer/copy-graph.ts',
    text: 'of named.length > 0 ? named : children) {',
    replacement: 'of named) {',
    effect: 'A push fails at a registry that lost a blob and does not name it.',
    tests: ['test/transfer/copy.test.ts'],
  },
  {
    name: 'oversized-layer-cached',
    file: 'src/transfer/packing-cache.ts',
    text: 'if (layer.size > maxBytes) return;',
    replacement: 'void layer;',
    effect: 'The packing cache grows beyond its limit.',
    tests: ['test/operations/packing-cache.test.ts'],
  },
  {
    name: 'embedded-manifest-not-updated',
    file: 'src/transfer/annotate.ts',
    text: "if (valueOf(text, 'data') !== undefined)",
    replacement: "if (valueOf(text, 'data') === '')",
    effect: 'An annotated index contains the old manifest under the new digest.',
    tests: ['test/operations/annotate.test.ts'],
  },
];
