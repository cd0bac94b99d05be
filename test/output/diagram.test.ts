import { describe, expect, it } from 'vitest';
import { artifactDiagram } from '../../src/output/diagram.ts';
import { parseDigest, type Descriptor } from '../../src/spec/index.ts';

const digest = (index: number): ReturnType<typeof parseDigest> =>
  parseDigest(`sha256:${index.toString(16).padStart(64, '0')}`);
const descriptors = (count: number, from = 100): Descriptor[] =>
  Array.from({ length: count }, (_, index) => ({ mediaType: 'text/plain', digest: digest(from + index), size: 2048 }));
const manifest = { digest: digest(1), name: 'application/vnd.example' };

describe('diagram of an artifact', () => {
  it('is empty for a manifest with at most one layer', () => {
    expect(artifactDiagram({ manifest, contents: [] })).toEqual([]);
    expect(artifactDiagram({ manifest, contents: descriptors(1) })).toEqual([]);
  });

  it('shows several layers, platforms and a subject', () => {
    const platform = { os: 'linux', architecture: 'arm64' };
    const contents = [100, 101].map((index) => ({
      mediaType: 'text/plain',
      digest: digest(index),
      size: 2048,
      platform,
    }));
    expect(artifactDiagram({ manifest, contents, subject: { digest: digest(9), name: 'subject' } })).toEqual([
      '```mermaid',
      'flowchart LR',
      '  n0["application/vnd.example<br/>sha256:000000000000…"]',
      '  n1["subject<br/>sha256:000000000000…"]',
      '  n2["linux/arm64<br/>2.0 KiB"]',
      '  n3["linux/arm64<br/>2.0 KiB"]',
      '  n0 -. refers to .-> n1',
      '  n0 --> n2',
      '  n0 --> n3',
      '```',
    ]);
  });

  it('links a referrer to its subject, which may be a referrer', () => {
    const referrers = [
      { digest: digest(2), name: 'sbom', subject: manifest.digest },
      { digest: digest(3), name: 'signature', subject: digest(2) },
      { digest: digest(4), name: 'of a hidden manifest', subject: digest(77) },
    ];
    expect(artifactDiagram({ manifest, contents: [], referrers }).filter((line) => line.includes('refers to'))).toEqual(
      ['  n1 -. refers to .-> n0', '  n2 -. refers to .-> n1', '  n3 -. refers to .-> n0'],
    );
  });

  it.each([
    [19, 0, undefined],
    [20, 0, '2 others'],
    [500, 0, '482 others'],
    [0, 19, undefined],
    [0, 20, '2 others'],
    [300, 300, '292 others'],
  ])('has at most 20 boxes for %i layers and %i referrers', (layers, count, more) => {
    const referrers = descriptors(count, 1000).map(({ digest: own }) => ({
      digest: own,
      name: 'r',
      subject: digest(1),
    }));
    const lines = artifactDiagram({ manifest, contents: descriptors(layers), referrers });
    expect(lines.filter((line) => /^ {2}n\d+\[/.test(line)).length).toBeLessThanOrEqual(20);
    if (more === undefined) expect(lines.join()).not.toContain('other');
    else expect(lines.join()).toContain(more);
  });

  it('escapes what could end a label', () => {
    const hostile = '"];\nclick n0 "javascript:alert(1)" <b> #quot;';
    const lines = artifactDiagram({ manifest: { digest: digest(1), name: hostile }, contents: descriptors(2) });
    expect(lines).toHaveLength(8);
    expect(lines[2]).toMatch(/^ {2}n0\["[^"<\n]*<br\/>sha256:000000000000…"\]$/);
  });
});
