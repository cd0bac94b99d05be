import { describe, expect, it } from 'vitest';
import { outcomeLines, outputJson, outputNames, outputTexts, tagNames } from '../../src/output/index.ts';
import { localOutcome, sampleOutcome } from './outcome-sample.ts';

describe('outputs', () => {
  it('are texts for a workflow, lists one item a line', () => {
    const texts = outputTexts(sampleOutcome);
    expect(Object.keys(texts)).toEqual([...outputNames]);
    expect(texts).toMatchObject({
      tags: 'ghcr.io/acme/bundle:v1.2.0\nghcr.io/acme/bundle:latest',
      size: '641',
      'layer-size': '1500000',
      pushed: 'true',
      checksums: `${'a'.repeat(64)}  ghcr.io/acme/bundle`,
    });
  });

  it('are one line of JSON whose keys are their names', () => {
    const json = outputJson(sampleOutcome);
    expect(json).not.toContain('\n');
    const parsed: unknown = JSON.parse(json);
    expect(Object.keys(parsed as object)).toEqual([...outputNames]);
    expect(parsed).toMatchObject({ size: 641, pushed: true, tags: sampleOutcome.tags });
  });

  it('know the tags of a layout', () => {
    expect(tagNames(sampleOutcome)).toEqual(['v1.2.0', 'latest']);
    expect(tagNames(localOutcome)).toEqual(['v1']);
    expect(tagNames({ ...localOutcome, reference: `/tmp/my out@${sampleOutcome.digest}` })).toEqual([]);
  });
});

describe('text', () => {
  it('says what was published', () => {
    expect(outcomeLines(sampleOutcome, true)).toEqual([
      'published ghcr.io/acme/bundle:v1.2.0 in 4.2 s',
      `  digest     ${sampleOutcome.digest}`,
      `  pinned     ${sampleOutcome.pinnedReference}`,
      '  also       latest',
      '  layer      1.4 MiB (1,234 files, 4.3 MiB, ratio 3.0 : 1)',
      `  content    ${sampleOutcome.contentDigest}`,
      '  layout     /tmp/out/oci-layout',
    ]);
  });

  it('says what was left, and what was only packaged', () => {
    expect(outcomeLines({ ...sampleOutcome, pushed: false }, true)[0]).toMatch(/^left as it was: ghcr/);
    const lines = outcomeLines({ ...sampleOutcome, pushed: false }, false);
    expect(lines[0]).toMatch(/^packaged ghcr/);
    expect(lines.join('\n')).not.toContain('pinned');
  });
});
