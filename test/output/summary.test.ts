import { marked } from 'marked';
import { describe, expect, it } from 'vitest';
import {
  code,
  escapeMarkdown,
  fenced,
  publishSummary,
  maxSummaryBytes,
  shellWord,
  summaryPage,
  truncateMarkdown,
} from '../../src/output/index.ts';
import { mediaTypeImageLayerZstd } from '../../src/spec/index.ts';
import { localOutcome, sampleOutcome } from './outcome-sample.ts';

const options = { inRegistry: true, plainHttp: false, repositoryUrl: 'https://github.com/acme/app' };

describe('job summary', () => {
  it('has one table with the reference, the pinned reference, the digest, the size and the tags', () => {
    const summary = publishSummary(sampleOutcome, options);
    expect(summary).toMatch(/^### Published <code>acme\/bundle&#58;v1\.2\.0<\/code>/);
    expect(summary.split('\n').slice(2, 8)).toEqual([
      '| Reference | <code>ghcr.io/acme/bundle&#58;v1.2.0</code> |',
      '|:---|:---|',
      `| **Pinned** | <code>ghcr.io/acme/bundle<wbr>&#64;sha256&#58;${'a'.repeat(64)}</code> |`,
      `| **Digest** | <code>sha256&#58;${'a'.repeat(64)}</code> |`,
      '| **Size** | 1.4 MiB from 4.3 MiB in 1,234 files &#40;3.0 &#58; 1&#41; |',
      '| **Tags** | <code>v1.2.0</code> <code>latest</code> |',
    ]);
    expect(summary).toContain('| **Duration** | 4.2 s |');
    expect(summary).not.toContain('| | |');
    expect(summary).not.toContain('Not pushed');
  });

  it('folds the commands', () => {
    const summary = publishSummary(sampleOutcome, options);
    const commands = summary.slice(summary.indexOf('<summary>Commands</summary>'));
    for (const command of [
      `npx github:oci-artifact/oci-artifact#v0 pull ${sampleOutcome.pinnedReference} -o out`,
      `oras pull ${sampleOutcome.pinnedReference}`,
      `cosign verify ${sampleOutcome.pinnedReference} \\`,
      String.raw`--certificate-identity-regexp '^https://github\.com/acme/app/'`,
      '--certificate-oidc-issuer https://token.actions.githubusercontent.com',
      '- uses: actions/attest@v4',
      // The name has no tag and no digest.
      `    subject-name: ghcr.io/acme/bundle\n    subject-digest: ${sampleOutcome.digest}\n`,
    ]) {
      expect(commands).toContain(command);
    }
    expect(summary.slice(0, summary.indexOf('<details>'))).not.toContain('```');
  });

  it.each(['127.0.0.1:5000', 'localhost:5000', 'registry.localhost', '[::1]:5000'])(
    'does not advise to sign an artifact in the registry %s of this machine',
    (host) => {
      const name = `${host}/acme/bundle`;
      const pinnedReference = `${name}@${sampleOutcome.digest}`;
      const summary = publishSummary({ ...sampleOutcome, name, pinnedReference }, options);
      expect(summary).toContain(' pull ');
      expect(summary).not.toMatch(/cosign|attest/);
    },
  );

  it('lists up to 50 tags', () => {
    const withTags = (count: number): string =>
      publishSummary(
        { ...sampleOutcome, tags: Array.from({ length: count }, (_, index) => `example/a:v${index}`) },
        options,
      );
    expect(withTags(2)).toContain('| **Tags** | <code>v0</code> <code>v1</code> |');
    expect(withTags(50)).toContain('<code>v48</code> <code>v49</code> |');
    expect(withTags(52)).toContain('| **Tags** | <code>v0</code> <code>v1</code>');
    expect(withTags(52)).toContain('<code>v49</code> <code>and 2 more</code> |');
  });

  it('depends on the operation', () => {
    expect(publishSummary(sampleOutcome, { ...options, plainHttp: true })).toContain('oras pull --plain-http');
    const zstd = {
      ...sampleOutcome,
      layers: sampleOutcome.layers.map((layer) => ({ ...layer, mediaType: mediaTypeImageLayerZstd })),
    };
    expect(publishSummary(zstd, options)).not.toContain('oras pull');
    const local = publishSummary(localOutcome, { ...options, inRegistry: false });
    expect(local).toContain("oras pull --oci-layout '/tmp/my out:v1'");
    expect(local).not.toContain('cosign');
    expect(publishSummary(sampleOutcome, { ...options, repositoryUrl: 'https://github.example/acme/app' })).toContain(
      'https://github.example/_services/token',
    );
    expect(publishSummary(sampleOutcome, { ...options, repositoryUrl: undefined })).not.toContain('cosign verify');
  });

  it('says that an artifact was not pushed, and why', () => {
    const skipped = publishSummary({ ...sampleOutcome, pushed: false }, options);
    expect(skipped).toMatch(/^### Skipped \(tag exists\): /);
    expect(skipped).toContain('**Not pushed.** The tag already exists');
    const packaged = publishSummary({ ...sampleOutcome, pushed: false }, { ...options, inRegistry: false });
    expect(packaged).toMatch(/^### Packaged /);
    expect(packaged).toContain(
      '**Not pushed.** The artifact is in the image layout <code>/tmp/out/oci&#45;layout</code>.',
    );
    expect(publishSummary(localOutcome, { ...options, inRegistry: false })).toContain('**Not pushed.**');
  });

  it('names the image layout of an artifact that was not pushed, if there is one', () => {
    const local = { ...options, inRegistry: false };
    expect(publishSummary({ ...localOutcome, storePath: './out' }, local)).toMatch(
      /\*\*Not pushed\.\*\* The artifact is in the image layout <code>\.\/out<\/code>\./,
    );
    expect(publishSummary({ ...localOutcome, storePath: '' }, local)).toMatch(/\*\*Not pushed\.\*\*$/m);
  });

  it('has the size of several layers without that of their unpacked content', () => {
    const [layer] = sampleOutcome.layers;
    if (layer === undefined) throw new Error('the sample has a layer');
    const layers = [
      { ...layer, size: 1024 },
      { ...layer, size: 2048 },
    ];
    const sizeOf = (change: Partial<typeof sampleOutcome>): string | undefined =>
      /\| \*\*Size\*\* \| (.*) \|/.exec(
        publishSummary({ ...sampleOutcome, layers, files: 3, ...change }, options),
      )?.[1];
    expect(sizeOf({})).toBe('3.0 KiB in 2 layers, 3 files');
    expect(sizeOf({ files: 0 })).toBe('3.0 KiB in 2 layers');
    expect(sizeOf({ layers: layers.slice(0, 1), contentSize: 0 })).toBe('1.0 KiB, 3 files');
    expect(sizeOf({ layers: layers.slice(0, 1), contentSize: 2048 })).toContain('1.0 KiB from 2.0 KiB in 3 files');
  });

  it('shows the annotations in a table, folded', () => {
    const annotations = { 'com.example.team': 'core', 'com.example.note': 'a|b<img src=x>\n| c |' };
    const summary = publishSummary({ ...sampleOutcome, annotations }, options);
    expect(summary).toContain('<summary>Annotations (2)</summary>\n\n| Annotation | Value |\n|:---|:---|\n');
    expect(summary).toContain('| <code>com.example.team</code> | <code>core</code> |');
    expect(summary).toContain('<code>a&#124;b&#60;img src=x&#62;&#92;n&#124; c &#124;</code>');
    const many = Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`key${index}`, 'x']));
    expect(publishSummary({ ...sampleOutcome, annotations: many }, options)).toContain('and 20 more');
    expect(publishSummary(sampleOutcome, options)).not.toContain('Annotations');
  });

  it('escapes HTML and Markdown in foreign text (GA-04)', () => {
    const hostile =
      '<img src=x onerror=alert(1)> | `a` **b** [c](https://evil.test) @user #1\n# heading\n```\n</details>\n::error::x';
    const summary = publishSummary(
      {
        ...sampleOutcome,
        artifactType: hostile,
        reference: hostile,
        tags: [hostile, hostile],
        annotations: { [hostile]: hostile },
        layers: Array.from(sampleOutcome.layers, (layer) => ({ ...layer, mediaType: hostile })).concat(
          sampleOutcome.layers,
        ),
      },
      { ...options, warnings: [hostile] },
    );
    expect(summary).not.toContain('<img');
    expect(summary).not.toMatch(/\]\(https:\/\/evil/);
    expect(summary).not.toContain('**b**');
    expect(summary).not.toMatch(/^# heading/m);
    expect(summary).not.toMatch(/^::/m);
    expect(summary.match(/^<details>/gm)).toHaveLength(summary.match(/^<\/details>/gm)?.length ?? 0);
    for (const row of summary.split('\n').filter((line) => line.startsWith('|')))
      expect(row.split('|')).toHaveLength(4);
    for (const html of [summaryPage(summary), marked(summary, { async: false, gfm: true })])
      expect(html).not.toMatch(/<img|<h1|evil\.test[^<]*<\/a>/);
    // A label cannot close its quotes in the diagram.
    const diagram = summary.slice(
      summary.indexOf('```mermaid'),
      summary.indexOf('```\n', summary.indexOf('```mermaid')),
    );
    for (const line of diagram.split('\n').slice(2))
      expect(line).toMatch(/^$|^ {2}n\d+(?:\["[^"]*"\]| --> n\d+| -\. refers to \.-> n\d+)$/);
  });

  it('has the first 100 warnings and the first 50 tags', () => {
    const texts = (count: number, prefix: string): readonly string[] =>
      Array.from({ length: count }, (_, index) => `${prefix}${index}`);
    const render = (count: number): string =>
      publishSummary(
        { ...sampleOutcome, tags: texts(count - 50, 'ghcr.io/acme/bundle:t') },
        { ...options, warnings: texts(count, 'w') },
      );
    const [all, more] = [render(100), render(101)];
    expect(all.match(/^- <code>w\d+<\/code>$/gm)).toHaveLength(100);
    expect(all.match(/<code>t\d+<\/code>/g)).toHaveLength(50);
    expect(all).not.toMatch(/and \d+ more/);
    expect(more.match(/^- <code>w\d+<\/code>$/gm)).toHaveLength(100);
    expect(more).toContain('<code>w99</code>\n- and 1 more\n');
    expect(more.match(/<code>t\d+<\/code>/g)).toHaveLength(50);
    expect(more).toMatch(/<code>t49<\/code> .*and 1 more/);
  });

  it('is a page with headings, tables, lists, code and links for a browser', () => {
    const page = summaryPage(
      [
        '### Title',
        '',
        'A **bold** [link](https://a.test/x) and `code`',
        '[none](javascript:x)',
        '',
        '| A | B |',
        '|:---|:---|',
        '| 1 | **2** |',
        '| 3 | 4 |',
        'after',
        '',
        '- one',
        '- two',
        '',
        '<details>',
        '<summary>More</summary>',
        '',
        '````sh',
        'echo "<b>"',
        '```',
        '````',
        '',
        '</details>',
        '',
      ].join('\n'),
    );
    expect(page.slice(page.indexOf('<body>\n') + 7, page.indexOf('\n</body>')).split('\n')).toEqual([
      '<h3>Title</h3>',
      '<p>A <strong>bold</strong> <a href="https://a.test/x">link</a> and <code>code</code></p>',
      '<p>[none](javascript:x)</p>',
      '<table>',
      '<tr><th>A</th><th>B</th></tr>',
      '<tr><td>1</td><td><strong>2</strong></td></tr>',
      '<tr><td>3</td><td>4</td></tr>',
      '</table>',
      '<p>after</p>',
      '<li>one</li>',
      '<li>two</li>',
      '<details>',
      '<summary>More</summary>',
      `<pre><code>${escapeMarkdown('echo "<b>"')}`,
      `${escapeMarkdown('```')}</code></pre>`,
      '</details>',
    ]);
    expect(page).toContain("content=\"default-src 'none'; style-src 'unsafe-inline'\"");
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

  it('opens no fence at the end, if the last fence before the limit is closed', () => {
    const lines = Array.from({ length: 100 }, (_, at) => `line ${at}`);
    const cut = truncateMarkdown(['text', ...fenced('sh', ['echo']), ...lines].join('\n'), 500);
    expect(cut).toMatch(/^text\n```sh\necho\n```\nline 0\n/);
    expect(cut).toMatch(/\nline \d+\n\n\*The summary is longer/);
  });

  it.each([
    ['a shorter mark', '```'],
    ['a mark with text behind it', '`````sh'],
  ])('ends a code block only after its last line, not at %s', (_, mark) => {
    const lines = Array.from({ length: 100 }, (__, at) => `line ${at}`);
    const cut = truncateMarkdown(['text', '````', mark, ...lines].join('\n'), 500);
    expect(cut).toMatch(/\nline \d+\n````\n\n\*The summary is longer/);
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
