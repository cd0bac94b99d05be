import { describe, expect, it } from 'vitest';
import {
  code,
  escapeMarkdown,
  fenced,
  publishSummary,
  maxSummaryBytes,
  shellWord,
  truncateMarkdown,
} from '../../src/output/index.ts';
import { mediaTypeImageLayerZstd } from '../../src/spec/index.ts';
import { localOutcome, sampleOutcome } from './outcome-sample.ts';

const options = { inRegistry: true, plainHttp: false, repositoryUrl: 'https://github.com/acme/app' };

describe('job summary', () => {
  it('has a table, a diagram and commands', () => {
    const summary = publishSummary(sampleOutcome, options);
    expect(summary).toMatch(/^### Published <code>ghcr\.io\/acme\/bundle&#58;v1\.2\.0<\/code>/);
    expect(summary).toContain('| **Size** | 1.4 MiB from 4.3 MiB in 1,234 files |');
    expect(summary).toContain('| **Tags** | <code>v1.2.0</code> <code>latest</code> |');
    expect(summary).toContain('| **Ratio** | 3.0 : 1 |');
    expect(summary).toContain('| **Duration** | 4.2 s |');
    expect(summary).toContain(
      [
        '```mermaid',
        'flowchart LR',
        '  tag0(["tag<br/>v1.2.0"]) --> manifest',
        '  tag1(["tag<br/>latest"]) --> manifest',
        '  manifest["manifest<br/>sha256:aaaaaaaaaaaa…<br/>application/vnd.example.bundle<br/>641 B"]',
        '  manifest --> config["config<br/>application/vnd.oci.empty.v1+json<br/>sha256:44136fa355b3…<br/>2 B"]',
        '  manifest --> ' +
          'layer0["layer<br/>application/vnd.oci.image.layer.v1.tar+gzip<br/>sha256:bbbbbbbbbbbb…<br/>1.4 MiB"]',
        '```',
      ].join('\n'),
    );
    for (const command of [
      `npx oci-artifact pull ${sampleOutcome.pinnedReference} -o out`,
      `oras pull ${sampleOutcome.pinnedReference}`,
      `cosign verify ${sampleOutcome.pinnedReference} \\`,
      String.raw`--certificate-identity-regexp '^https://github\.com/acme/app/'`,
      '--certificate-oidc-issuer https://token.actions.githubusercontent.com',
      '- uses: actions/attest@v4',
      '    subject-name: ghcr.io/acme/bundle',
      `    subject-digest: ${sampleOutcome.digest}`,
    ]) {
      expect(summary).toContain(command);
    }
  });

  it('lists up to 50 tags, if there is more than one', () => {
    const withTags = (count: number): string =>
      publishSummary(
        { ...sampleOutcome, tags: Array.from({ length: count }, (_, index) => `example/a:v${index}`) },
        options,
      );
    expect(withTags(1)).not.toContain('**Tags**');
    expect(withTags(2)).toContain('| **Tags** | <code>v0</code> <code>v1</code> |');
    expect(withTags(50)).toContain('<code>v48</code> <code>v49</code> |');
    expect(withTags(52)).toContain('<code>v49</code> and 2 more |');
  });

  it('depends on the operation', () => {
    expect(publishSummary(sampleOutcome, { ...options, plainHttp: true })).toContain('oras pull --plain-http');
    expect(publishSummary({ ...sampleOutcome, pushed: false }, options)).toMatch(/^### Skipped \(tag exists\): /);
    const zstd = {
      ...sampleOutcome,
      layers: sampleOutcome.layers.map((layer) => ({ ...layer, mediaType: mediaTypeImageLayerZstd })),
    };
    expect(publishSummary(zstd, options)).not.toContain('oras');
    const local = publishSummary(localOutcome, { ...options, inRegistry: false });
    expect(local).toContain("oras pull --oci-layout '/tmp/my out:v1'");
    expect(local).not.toContain('cosign');
    expect(publishSummary(sampleOutcome, { ...options, repositoryUrl: 'https://github.example/acme/app' })).toContain(
      'https://github.example/_services/token',
    );
  });

  it('escapes HTML and Markdown in foreign text (GA-04)', () => {
    const hostile =
      '<img src=x onerror=alert(1)> | `a` **b** [c](https://evil.test) @user #1\n# heading\n```\n::error::x';
    const summary = publishSummary(
      { ...sampleOutcome, artifactType: hostile, reference: hostile, tags: [hostile, hostile] },
      { ...options, warnings: [hostile] },
    );
    expect(summary).not.toContain('<img');
    expect(summary).not.toMatch(/\]\(https:\/\/evil/);
    expect(summary).not.toContain('**b**');
    expect(summary).not.toMatch(/^# heading/m);
    expect(summary).not.toMatch(/^::/m);
    // A label cannot close its quotes in the diagram.
    for (const line of summary.split('\n').filter((text) => text.includes('-->')))
      expect(line).toMatch(/^ {2}\w+(?:\(\["[^"]*"\]\))? --> \w+(?:\["[^"]*"\])?$/);
  });

  it('is cut at 900 KiB with a note (GA-04)', () => {
    const warnings = Array.from({ length: 50_000 }, (_, index) => `file ${index} `.padEnd(300, 'x'));
    const tags = Array.from({ length: 50_000 }, (_, index) => `ghcr.io/acme/bundle:t${index}`);
    expect(Buffer.byteLength(publishSummary({ ...sampleOutcome, tags }, { ...options, warnings }))).toBeLessThan(
      maxSummaryBytes,
    );
    const cut = truncateMarkdown(['text', '````', ...warnings].join('\n'));
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(maxSummaryBytes);
    expect(Buffer.byteLength(cut)).toBeGreaterThan(maxSummaryBytes - 1000);
    expect(cut).toMatch(/\n````\n\n\*The summary is longer/);
    expect(truncateMarkdown('short')).toBe('short');
  });
});

describe('escaping', () => {
  it('replaces markup with entities', () => {
    expect(escapeMarkdown('<a>|`*_[](){}')).toBe('&#60;a&#62;&#124;&#96;&#42;&#95;&#91;&#93;&#40;&#41;&#123;&#125;');
    expect(code('a\nb')).toBe('<code>a&#92;nb</code>');
  });

  it('makes a fence longer than any fence in the content', () => {
    expect(fenced('sh', ['echo ````'])).toEqual(['`````sh', 'echo ````', '`````']);
  });

  it('quotes words for a shell if necessary', () => {
    expect(shellWord('ghcr.io/a/b@sha256:ab')).toBe('ghcr.io/a/b@sha256:ab');
    expect(shellWord("it's; rm -rf $HOME")).toBe(String.raw`'it'\''s; rm -rf $HOME'`);
    expect(shellWord('')).toBe("''");
  });
});
