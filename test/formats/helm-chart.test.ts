import { chmod, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decompress, packFiles, TarReader } from '../../src/archive/index.ts';
import { selectFormat, type PlanOptions } from '../../src/formats/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { publish } from '../../src/operations/index.ts';
import { listen } from '../../src/server/index.ts';
import { once } from '../../src/streams/index.ts';
import { buildLayout } from '../../src/transfer/index.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'helm-chart-'));
});
afterEach(() => rm(directory, { recursive: true }));

type Files = Readonly<Record<string, string | Uint8Array>>;

async function write(files: Files): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), content);
  }
}

const minimal = 'apiVersion: v2\nname: web\nversion: 1.2.3\n';

function packed(files: Readonly<Record<string, string>>): Promise<Uint8Array> {
  return packFiles(
    Object.entries(files).map(([name, content]) => ({ name, content: Buffer.from(content) })),
    'gzip',
  );
}

interface Chart {
  readonly digest: string;
  readonly text: string;
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly config: string;
  readonly layers: readonly Uint8Array[];
  readonly notices: readonly string[];
  readonly excluded: number;
}

let builds = 0;
async function built(path: string, options: PlanOptions = {}): Promise<Chart> {
  const source = { path: join(directory, path) };
  const plan = await (await selectFormat(source, 'helm')).plan(source, options);
  const { store, manifest, config, layers } = await buildLayout(plan, join(directory, `layout-${builds++}`));
  const text = Buffer.from(await (await store.fetch(manifest)).bytes()).toString();
  return {
    digest: manifest.digest,
    text,
    manifest: JSON.parse(text),
    config: Buffer.from(await (await store.fetch(config)).bytes()).toString(),
    layers: await Promise.all(layers.map(async ({ descriptor }) => (await store.fetch(descriptor)).bytes())),
    notices: plan.notices ?? [],
    excluded: layers[0]?.excluded ?? 0,
  };
}

/** `mode name` of each entry. */
async function entriesOf(layer: Uint8Array | undefined): Promise<readonly string[]> {
  const reader = new TarReader(decompress(once(layer ?? new Uint8Array())));
  const names: string[] = [];
  for (let entry = await reader.next(); entry !== undefined; entry = await reader.next())
    names.push(`${entry.mode.toString(8)} ${entry.name.toString()}${entry.type === 'file' ? '' : ` ${entry.type}`}`);
  return names;
}

const content = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip';
const some = { digest: expect.stringMatching(/^sha256:/), size: expect.any(Number) };
const image = 'org.opencontainers.image';

describe('a chart directory', () => {
  it('has no annotation for a blank text', async () => {
    await write({
      'web/Chart.yaml': `${minimal}description: "  "\nhome: ""\nsources: [" "]\nmaintainers: [{ name: "" }]\n`,
    });
    expect(Object.keys((await built('web')).manifest['annotations'] ?? {})).toEqual(
      ['created', 'title', 'version'].map((name) => `${image}.${name}`),
    );
  });

  it('has the manifest, the config and the layer of helm package and helm push', async () => {
    await write({
      'any-name/Chart.yaml': `${minimal}description: A web <server>\ntype: application\nappVersion: 1.16\n`,
      'any-name/values.yaml': 'a: 1\n',
      'any-name/values.schema.json': '{}',
      'any-name/templates/web.yaml': '{{ .Values.a }}',
      'any-name/templates/.web.yaml.swp': '',
      'any-name/crds/crd.yaml': '',
      'any-name/notes/a.txt': '',
    });
    await chmod(join(directory, 'any-name/values.yaml'), 0o755);
    const chart = await built('any-name');
    expect(chart.manifest).toEqual({
      schemaVersion: 2,
      config: { mediaType: 'application/vnd.cncf.helm.config.v1+json', ...some },
      layers: [{ mediaType: content, ...some }],
      annotations: {
        [`${image}.created`]: '1970-01-01T00:00:00Z',
        [`${image}.description`]: 'A web <server>',
        [`${image}.title`]: 'web',
        [`${image}.version`]: '1.2.3',
      },
    });
    expect(chart.config).toBe(
      String.raw`{"name":"web","version":"1.2.3","description":"A web \u003cserver\u003e","apiVersion":"v2",` +
        '"appVersion":"1.16","type":"application"}',
    );
    expect(await entriesOf(chart.layers[0])).toEqual([
      '644 web/Chart.yaml',
      '644 web/crds/crd.yaml',
      '644 web/notes/a.txt',
      '644 web/templates/web.yaml',
      '644 web/values.schema.json',
      '644 web/values.yaml',
    ]);
    expect(chart.notices).toEqual([]);
  });

  it('has the same digest with other modes and times', async () => {
    await write({ 'web/Chart.yaml': minimal, 'web/templates/a.yaml': 'a' });
    const first = await built('web');
    await chmod(join(directory, 'web/templates/a.yaml'), 0o700);
    await utimes(join(directory, 'web/Chart.yaml'), 1, 1);
    expect((await built('web')).digest).toBe(first.digest);
  });

  it.each([
    [
      'names and directories',
      'a.txt\n  *.bak  \nskip/\n# b.txt\n',
      ['a.txt', 'd/a.txt', 'd/skip/c', 'd/x.bak', 'skip/c'],
    ],
    ['anchored paths and classes', '/a.txt\nd/[!x].txt\nd/x.[^c]ak\n', ['a.txt', 'd/x.bak']],
    [
      'a negation, which ignores all other entries',
      '!*\n!*a*\n',
      ['b.txt', 'd/a.txt', 'd/skip/c', 'd/x.bak', 'skip/c'],
    ],
  ])('omits what .helmignore lists: %s', async (_, rules, ignored) => {
    const all = ['a.txt', 'b.txt', 'd/a.txt', 'd/skip/c', 'd/x.bak', 'skip/c'];
    await write({
      'web/Chart.yaml': minimal,
      'web/.helmignore': rules,
      ...Object.fromEntries(all.map((name) => [`web/${name}`, name])),
    });
    const { layers } = await built('web');
    const names = new Set((await entriesOf(layers[0])).map((entry) => entry.replace('644 web/', '')));
    expect(all.filter((name) => !names.has(name))).toEqual(ignored);
  });

  it('also omits what exclude lists, and follows links', async () => {
    await write({ 'web/Chart.yaml': minimal, 'web/files/a': 'a', 'web/b': 'b' });
    await symlink('files', join(directory, 'web/linked'));
    const { layers, excluded } = await built('web', { exclude: ['/b'], symlinks: 'preserve' });
    expect(await entriesOf(layers[0])).toEqual(['644 web/Chart.yaml', '644 web/files/a', '644 web/linked/a']);
    expect(excluded).toBe(1);
    await symlink('../outside', join(directory, 'web/out'));
    await write({ outside: '' });
    await expect(built('web')).rejects.toThrow(/"out" is a link out of the source/);
  });

  it('needs the charts that Chart.yaml lists as dependencies', async () => {
    const dependencies = ['redis', 'common', 'db'].map((name) => `  - {name: ${name}, version: 1.x}\n`).join('');
    await write({
      'web/Chart.yaml': `${minimal}dependencies:\n${dependencies}`,
      'web/charts/redis-1.0.0.tgz': await packed({ 'redis/Chart.yaml': 'name: redis' }),
      'web/charts/dir/Chart.yaml': 'name: common',
      'web/charts/_db/Chart.yaml': 'name: db',
      'web/charts/README.md': '',
    });
    await expect(built('web')).rejects.toThrow(
      /has dependencies in Chart.yaml that are missing in charts\/: db; run "helm dependency build"/,
    );
    await write({ 'web/charts/db/Chart.yaml': 'name: db' });
    expect((await built('web')).config).toContain(
      '"dependencies":[{"name":"redis","version":"1.x","repository":""},{"name":"common",',
    );
    await write({ 'web/.helmignore': '*.tgz' });
    await expect(built('web')).rejects.toThrow(/missing in charts\/: redis/);
  });
});

it('may use a dependency several times, with different aliases', async () => {
  const chart = (aliases: readonly string[]): string =>
    `${minimal}dependencies:\n${aliases.map((alias) => `  - {name: db, version: 1.x, alias: ${alias}}\n`).join('')}`;
  await write({ 'web/Chart.yaml': chart(['users', 'orders']), 'web/charts/db/Chart.yaml': 'name: db' });
  expect((await built('web')).config).toMatch(/"alias":"users".*"alias":"orders"/);
  await write({ 'web/Chart.yaml': chart(['users', 'users']) });
  await expect(built('web')).rejects.toThrow(/has two dependencies with the name or alias "users"/);
});

describe('a packaged chart', () => {
  it('is published unchanged with its provenance file, sorted by digest', async () => {
    const archive = await packed({ 'web/values.yaml': '', 'web/Chart.yaml': minimal });
    for (const signature of ['one', 'two', 'three', 'four']) {
      await write({ 'web-1.2.3.tgz': archive, 'web-1.2.3.tgz.prov': signature });
      const { manifest, layers } = await built('web-1.2.3.tgz');
      const listed = manifest['layers'] as readonly { readonly digest: string; readonly mediaType: string }[];
      expect(listed.map(({ mediaType }) => mediaType).sort()).toEqual([
        content,
        'application/vnd.cncf.helm.chart.provenance.v1.prov',
      ]);
      expect(listed.map(({ digest }) => digest).sort()).toEqual(listed.map(({ digest }) => digest));
      const texts = layers.map((layer) => Buffer.from(layer).toString('latin1'));
      expect(new Set(texts)).toEqual(new Set([Buffer.from(archive).toString('latin1'), signature]));
    }
  });

  it.each([
    ['text', 'a: b', /needs the directory of a chart, or the .tgz of "helm package", and ".*x.tgz" is neither/],
    ['no tar archive', Buffer.from('H4sIAAAAAAAAA0tMTEwEAC1mmkcFAAAA', 'base64'), /is not a Helm chart: /],
    ['Chart.yaml at its top', { 'Chart.yaml': minimal }, /has no Chart.yaml in a top directory/],
    ['Chart.yaml too deep', { 'a/web/Chart.yaml': minimal }, /has no Chart.yaml in a top directory/],
    ['two charts', { 'a/Chart.yaml': minimal, 'b/Chart.yaml': minimal }, /has two files Chart.yaml/],
    ['a text for a boolean', { 'web/Chart.yaml': `${minimal}deprecated: perhaps` }, /deprecated.* true or false/],
    ['a text for annotations', { 'web/Chart.yaml': `${minimal}annotations: a` }, /annotations.* an object with keys/],
    ['no version', { 'web/Chart.yaml': 'apiVersion: v2\nname: web' }, /has no version in Chart.yaml/],
  ] as (readonly [string, string | Uint8Array | Readonly<Record<string, string>>, RegExp])[])(
    'is refused with %s',
    async (_, source, message) => {
      const bytes = typeof source === 'string' || source instanceof Uint8Array ? source : await packed(source);
      await write({ 'x.tgz': bytes });
      await expect(built('x.tgz')).rejects.toMatchObject({
        code: 'INPUT_INVALID',
        message: expect.stringMatching(message),
      });
    },
  );
});

describe('the config of a chart', () => {
  it.each([
    ['true', true],
    ['yes', true],
    ['Y', true],
    ['on', true],
    ['false', undefined],
    ['no', undefined],
    ['N', undefined],
    ['off', undefined],
    ['null', undefined],
    ['', undefined],
  ])('reads the boolean "%s" of YAML 1.1', async (text, expected) => {
    await write({ 'web/Chart.yaml': `${minimal}deprecated: ${text}\n` });
    expect((JSON.parse((await built('web')).config) as { deprecated?: boolean }).deprecated).toBe(expected);
  });

  it('has all fields in the order of Helm, without empty ones', async () => {
    await write({
      'web/Chart.yaml': `
apiVersion: v2
type: library
name: web
version: 1.2.3-rc.1+build.5
kubeVersion: ">=1.30"
description: >
  Two
  lines\t\u200bhere
sources: [https://example.com/a, https://example.com/b]
home: https://example.com
icon: ""
keywords: [a, 2]
maintainers:
  - {name: Ann, email: ann@example.com, url: https://ann.example}
  - name: Bob
deprecated: yes
condition: null
tags: t
appVersion: 7
annotations: {b: "1", a: true, 10: x}
dependencies: []
`,
    });
    expect((await built('web')).config).toBe(
      '{"name":"web","home":"https://example.com","sources":["https://example.com/a","https://example.com/b"],' +
        '"version":"1.2.3-rc.1+build.5","description":"Two lines here ","keywords":["a","2"],' +
        '"maintainers":[{"name":"Ann","email":"ann@example.com","url":"https://ann.example"},{"name":"Bob"}],' +
        '"apiVersion":"v2","tags":"t","appVersion":"7","deprecated":true,' +
        String.raw`"annotations":{"10":"x","a":"true","b":"1"},"kubeVersion":"\u003e=1.30","type":"library"}`,
    );
  });

  it('has the dependencies of requirements.yaml', async () => {
    await write({
      'web/Chart.yaml': minimal.replace('v2', 'v1'),
      'web/requirements.yaml':
        'dependencies: [{name: db, repository: "https://x", tags: [t], alias: a, condition: a.on, ' +
        'import-values: [data, {parent: p, child: c}]}]',
      'web/charts/db/Chart.yaml': 'name: db',
    });
    expect((await built('web')).config).toContain(
      '"dependencies":[{"name":"db","repository":"https://x","condition":"a.on","tags":["t"],' +
        '"import-values":["data",{"child":"c","parent":"p"}],"alias":"a"}]',
    );
  });
});

describe('the annotations of a chart', () => {
  const workflow = { repositoryUrl: 'https://github.com/acme/app', commit: 'abc' };
  const defaults = { [`${image}.source`]: workflow.repositoryUrl, [`${image}.revision`]: 'abc' };
  const chart = `${minimal}
home: https://example.com
sources: [https://example.com/src]
maintainers: [{name: Ann, email: a@b.c}, {name: Bob}]
annotations:
  ${image}.title: other
  ${image}.version: 9.9.9
  ${image}.url: https://chart.example
  ${image}.created: 2020-01-02T03:04:05Z
  category: web
`;

  it('come from the workflow, then Helm, then the chart, then the user', async () => {
    await write({ 'web/Chart.yaml': chart });
    const annotations = { ...defaults, category: 'mine' };
    expect((await built('web', { annotations, workflow })).manifest['annotations']).toEqual({
      [`${image}.title`]: 'web',
      [`${image}.version`]: '1.2.3',
      [`${image}.url`]: 'https://chart.example',
      [`${image}.created`]: '2020-01-02T03:04:05Z',
      [`${image}.source`]: 'https://example.com/src',
      [`${image}.revision`]: 'abc',
      [`${image}.authors`]: 'Ann (a@b.c), Bob',
      category: 'mine',
    });
  });

  it('of the user replace all others', async () => {
    await write({ 'web/Chart.yaml': chart });
    const annotations = { [`${image}.source`]: 'https://mine', [`${image}.title`]: 'Mine' };
    const { manifest } = await built('web', { annotations, workflow, timestamp: '2026-01-01T00:00:00Z' });
    expect(manifest['annotations']).toMatchObject({ ...annotations, [`${image}.created`]: '2026-01-01T00:00:00Z' });
  });
});

describe('a chart is refused with', () => {
  it.each([
    ['no Chart.yaml', undefined, /needs the file Chart.yaml, which is not in ".*web"/],
    ['a list', '- a', /has a Chart.yaml that is not an object/],
    ['invalid YAML', 'a: [', /"Chart.yaml" is not valid YAML/],
    ['no name', 'apiVersion: v2\nversion: 1.0.0', /has no name in Chart.yaml/],
    ['a path as its name', 'apiVersion: v2\nname: ../a\nversion: 1.0.0', /has the name "..\/a"/],
    ['no version', 'apiVersion: v2\nname: web', /has no version in Chart.yaml/],
    ['a word as its version', minimal.replace('1.2.3', 'latest'), /version "latest", which is not a semantic version/],
    ['a version with four parts', minimal.replace('1.2.3', '1.2.3.4'), /version "1.2.3.4", which is not/],
    ['no apiVersion', 'name: web\nversion: 1.0.0', /has no apiVersion in Chart.yaml/],
    ['another apiVersion', minimal.replace('v2', 'v9'), /has the apiVersion "v9"/],
    ['another type', `${minimal}type: app`, /has the type "app" in Chart.yaml; use application or library/],
    ['an object as a text', `${minimal}home: {a: b}`, /has the field home in its metadata, which is not text/],
    ['a text as a list', `${minimal}sources: a`, /has the field sources in its metadata, which is not a list/],
    [
      'an empty maintainer',
      `${minimal}maintainers: [null]`,
      /maintainers in its metadata, which is not a list of objects/,
    ],
    [
      'a list as an annotation',
      `${minimal}annotations: {a: []}`,
      /field annotations.a in its metadata, which is not text/,
    ],
    [
      'two dependencies',
      `${minimal}dependencies: [{name: a}, {name: a}]`,
      /two dependencies with the name or alias "a"/,
    ],
    ['an alias', `${minimal}dependencies: [{name: a, alias: a b}]`, /alias has other characters/],
  ])('%s', async (_, chart, message) => {
    await write({ 'web/values.yaml': '', ...(chart === undefined ? {} : { 'web/Chart.yaml': chart }) });
    await expect(built('web')).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringMatching(message),
    });
  });

  it.each([
    [
      'a rule with **',
      { '.helmignore': 'a/**' },
      {},
      /rule "a\/\*\*" in .helmignore is not valid: Helm does not support/,
    ],
    ['an incomplete rule', { '.helmignore': 'a[' }, {}, /the rule "a\[" in .helmignore is not valid/],
    ['a rule for Chart.yaml', { '.helmignore': '!x' }, {}, /ignores its own Chart.yaml/],
    ['an exclude for Chart.yaml', {}, { exclude: ['/Chart.yaml'] }, /ignores its own Chart.yaml/],
    ['an exclude for all YAML', {}, { exclude: ['*.yaml'] }, /ignores its own Chart.yaml/],
    ['another version', {}, { version: '2.0.0' }, /`version`: "2.0.0" is not the version of the chart, which is 1.2.3/],
    ['a config', {}, { config: { kind: 'image' } }, /format "helm" determines `config` itself; omit `config`/],
    ['a sub-directory', {}, { subDir: 'a' }, /format "helm" determines `subDir` itself/],
    ['zstd', {}, { compression: 'zstd' }, /format "helm" determines `compression` itself/],
  ] satisfies (readonly [string, Files, PlanOptions, RegExp])[])('%s', async (_, files, options, message) => {
    await write({ 'web/Chart.yaml': minimal, 'web/a/b': '' });
    await write(Object.fromEntries(Object.entries(files).map(([name, text]) => [`web/${name}`, text])));
    await expect(built('web', options)).rejects.toThrow(message);
  });
});

it('a version that helm does not list gives a notice', async () => {
  await write({ 'web/Chart.yaml': minimal.replace('1.2.3', 'v1.2') });
  expect((await built('web', { version: 'v1.2' })).notices).toEqual([
    expect.stringContaining('the version "v1.2" of the chart is not a complete semantic version'),
  ]);
});

it('a chart without a format is a plain directory with a notice', async () => {
  await write({ 'web/Chart.yaml': minimal, 'other/a': '' });
  for (const [path, notices] of [
    ['web', [expect.stringMatching(/web" is a Helm chart; for an artifact that helm can use, set --format to helm$/)]],
    ['other', []],
  ] as const) {
    const source = { path: join(directory, path) };
    const format = await selectFormat(source);
    const plan = await format.plan(source, { label: (name) => `--${name}` });
    expect({ name: format.name, notices: plan.notices }).toEqual({ name: 'directory', notices });
  }
});

describe('the target of a chart', () => {
  it.each([
    ['charts', undefined, undefined, ['charts/web:1.2.3_build.1']],
    ['charts/web', undefined, undefined, ['charts/web:1.2.3_build.1']],
    ['charts/my-web', undefined, undefined, ['charts/my-web/web:1.2.3_build.1']],
    ['charts', undefined, ['latest', 'edge'], ['charts/web:edge', 'charts/web:latest']],
    ['charts/other', 'v1', ['v1'], ['charts/other:v1']],
  ])('%s:%s with the tags %s is %s', async (repository, tag, tags, expected) => {
    await write({ 'web/Chart.yaml': minimal.replace('1.2.3', '1.2.3+build.1') });
    const registry = new MemoryRegistry();
    const server = await listen(registry);
    try {
      await publish({
        sourceDir: join(directory, 'web'),
        format: 'helm',
        target: { kind: 'registry', registry: new URL(server.url).host, repository, tag },
        tags,
        outputDir: join(directory, 'output'),
        connection: { plainHttp: true, env: {}, homedir: directory, attempts: 1 },
      });
    } finally {
      await server.close();
    }
    const references: string[] = [];
    for await (const name of registry.repositories())
      for await (const each of registry.tags(name)) references.push(`${name}:${each}`);
    expect(references.sort()).toEqual(expected);
  });
});
