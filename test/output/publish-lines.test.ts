import { describe, expect, it } from 'vitest';
import { publishLines, tagNames } from '../../src/output/index.ts';
import { localOutcome, sampleOutcome } from './outcome-sample.ts';

describe('tags', () => {
  it('of a layout are in its reference', () => {
    expect(tagNames(sampleOutcome)).toEqual(['v1.2.0', 'latest']);
    expect(tagNames(localOutcome)).toEqual(['v1']);
    expect(tagNames({ ...localOutcome, reference: `/tmp/my out@${sampleOutcome.digest}` })).toEqual([]);
  });
});

describe('the lines of a published artifact', () => {
  it('have the reference, the digest and the sizes', () => {
    expect(publishLines(sampleOutcome, true)).toEqual([
      'published ghcr.io/acme/bundle:v1.2.0 in 4.2 s',
      `  digest     ${sampleOutcome.digest}`,
      `  pinned     ${sampleOutcome.pinnedReference}`,
      '  also       latest',
      '  layer      1.4 MiB (1,234 files, 4.3 MiB, ratio 3.0 : 1)',
      `  content    ${sampleOutcome.contentDigest}`,
      '  layout     /tmp/out/oci-layout',
    ]);
  });

  it('say when a tag was skipped, and when the artifact was only packaged', () => {
    expect(publishLines({ ...sampleOutcome, pushed: false }, true)[0]).toMatch(/^skipped \(tag exists\): ghcr/);
    const lines = publishLines({ ...sampleOutcome, pushed: false }, false);
    expect(lines[0]).toMatch(/^packaged ghcr/);
    expect(lines.join('\n')).not.toContain('pinned');
  });
});
