import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openLocation } from '../../src/connect/index.ts';
import {
  formatLocation,
  parseLocation,
  repositoryOf,
  sameRepository,
  type Location,
  digestOf,
  isOciError,
} from '../../src/spec/index.ts';

const digest = digestOf('content');

const valid: readonly (readonly [string, object])[] = [
  [
    'ghcr.io/acme/app',
    { kind: 'registry', registry: 'ghcr.io', repository: 'acme/app', tag: undefined, digest: undefined },
  ],
  ['oci://ghcr.io/acme/app:v1', { kind: 'registry', registry: 'ghcr.io', repository: 'acme/app', tag: 'v1' }],
  ['oras://ghcr.io/acme/app:v1', { kind: 'registry', registry: 'ghcr.io', repository: 'acme/app', tag: 'v1' }],
  [
    `localhost:5000/app:v1@${digest}`,
    { kind: 'registry', registry: 'localhost:5000', repository: 'app', tag: 'v1', digest },
  ],
  ['localhost/app', { kind: 'registry', registry: 'localhost', repository: 'app' }],
  ['docker.io/alpine:3', { kind: 'registry', registry: 'docker.io', repository: 'library/alpine', tag: '3' }],
  ['./layout', { kind: 'layout', path: './layout', tag: undefined, digest: undefined }],
  ['./layout:v1', { kind: 'layout', path: './layout', tag: 'v1' }],
  [`./layout@${digest}`, { kind: 'layout', path: './layout', tag: undefined, digest }],
  [`../a.b/layout:v1@${digest}`, { kind: 'layout', path: '../a.b/layout', tag: 'v1', digest }],
  ['/var/lib/layout:v1', { kind: 'layout', path: '/var/lib/layout', tag: 'v1' }],
  ['layout:relative/path', { kind: 'layout', path: 'relative/path', tag: undefined }],
  ['layout:relative/path:v1', { kind: 'layout', path: 'relative/path', tag: 'v1' }],
  ['layout:word:v1', { kind: 'layout', path: 'word', tag: 'v1' }],
  [String.raw`C:\images\layout`, { kind: 'layout', path: String.raw`C:\images\layout`, tag: undefined }],
  [String.raw`C:\images\layout:v1`, { kind: 'layout', path: String.raw`C:\images\layout`, tag: 'v1' }],
  ['C:/images/layout:v1', { kind: 'layout', path: 'C:/images/layout', tag: 'v1' }],
  [String.raw`layout:C:\images`, { kind: 'layout', path: String.raw`C:\images`, tag: undefined }],
  ['./with:colon/layout', { kind: 'layout', path: './with:colon/layout', tag: undefined }],
  ['./@scope/layout:v1', { kind: 'layout', path: './@scope/layout', tag: 'v1' }],
  ['./layout:docker.io/acme/a:v1', { kind: 'layout', path: './layout', tag: 'docker.io/acme/a:v1' }],
  ['./layout:localhost:5000/a:v1', { kind: 'layout', path: './layout', tag: 'localhost:5000/a:v1' }],
  ['layout:out:[::1]:5000/acme/a:v1', { kind: 'layout', path: 'out', tag: '[::1]:5000/acme/a:v1' }],
  [`./a b:ghcr.io/a:v1@${digest}`, { kind: 'layout', path: './a b', tag: 'ghcr.io/a:v1', digest }],
  [String.raw`C:\images:docker.io/acme/a:v1`, { path: String.raw`C:\images`, tag: 'docker.io/acme/a:v1' }],
  ['C:/images.d/layout:v1', { kind: 'layout', path: 'C:/images.d/layout', tag: 'v1' }],
  ['./layout:acme/a:v1', { kind: 'layout', path: './layout:acme/a', tag: 'v1' }],
  ['./layout:docker.io/acme/a', { kind: 'layout', path: './layout:docker.io/acme/a', tag: undefined }],
  ['.', { kind: 'layout', path: '.', tag: undefined }],
  ['..:v1', { kind: 'layout', path: '..', tag: 'v1' }],
];

const invalid: readonly (readonly [string, RegExp])[] = [
  ['', /names no registry/],
  ['word', /names no registry/],
  ['acme/app:v1', /names no registry.*\.\/path/],
  ['https://ghcr.io/acme/app', /begins with https:\/\//],
  ['ghcr.io/Acme/app', /write "acme\/app"/],
  ['ghcr.io/acme/app:-x', /is not a tag/],
  ['ghcr.io', /names a registry without a repository; write ghcr\.io\/repository:tag/],
  ['localhost:5000/', /names a registry without a repository; write localhost:5000\/repository:tag/],
  ['oci://registry.example.com:8443', /names a registry without a repository/],
  ['alpine:3', /names no registry/],
  ['${{ steps.x.outputs.reference }}', /names no registry/],
  ['ghcr.io/acme/app@sha256:abc', /not followed by a digest/],
  ['./layout@sha256:abc', /is not a digest/],
  ['./layout:-x', /is not a tag/],
  ['layout:', /has no path/],
  ['layout::v1', /has no path/],
  ['./lay\nout', /control character/],
];

describe('parseLocation', () => {
  it.each(valid)('parses %s', (text, expected) => {
    expect(parseLocation(text)).toMatchObject(expected);
  });

  it.each(invalid)('rejects %j', (text, message) => {
    expect(() => parseLocation(text)).toThrow(message);
  });

  it('does not repeat a possible password in the message (AU-14)', () => {
    const error = catchError(() => parseLocation('me:canary-password@ghcr.io/acme/app'));
    expect(String(error)).toMatch(/user information/);
    expect(String(error)).not.toContain('canary');
  });

  it('parses the output of formatLocation to the same location', () => {
    for (const [text] of valid) {
      if (/^(?:layout:)?[A-Z]:/.test(text) && process.platform !== 'win32') continue;
      const first = parseLocation(text);
      const again = parseLocation(formatLocation(first));
      expect(again).toEqual(first.kind === 'layout' ? { ...first, path: resolve(first.path) } : first);
    }
  });

  it('throws only REFERENCE_INVALID and DIGEST_INVALID for arbitrary text (MF-03)', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...Array.from('./:@\\CaAsh256layout-\n\0 ')) })),
        (text) => {
          const error = catchError(() => parseLocation(text));
          expect(error === undefined || isOciError(error, 'REFERENCE_INVALID', 'DIGEST_INVALID')).toBe(true);
        },
      ),
    );
  });
});

describe('sameRepository', () => {
  it('ignores the tag and the digest', () => {
    const location = parseLocation(`ghcr.io/acme/app:v1@${digest}`);
    expect(formatLocation(repositoryOf(location))).toBe('ghcr.io/acme/app');
    expect(sameRepository(location, parseLocation('oci://GHCR.IO/acme/app'))).toBe(true);
    expect(sameRepository(location, parseLocation('ghcr.io/acme/other'))).toBe(false);
    expect(sameRepository(parseLocation('./a:v1'), parseLocation('layout:a'))).toBe(true);
    expect(sameRepository(parseLocation('./a'), location)).toBe(false);
  });
});

describe('openLocation', () => {
  it('creates a missing layout for a write and not for a read', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'endpoint-'));
    try {
      const layout: Location = { kind: 'layout', path: join(directory, 'new') };
      await expect(openLocation(layout, { readOnly: true })).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect(await readdir(directory)).toEqual([]);
      {
        await using _ = await openLocation(layout);
      }
      expect((await readdir(layout.path)).sort()).toEqual(['blobs', 'index.json', 'oci-layout']);
      // Other files do not prevent the use of an existing layout.
      await writeFile(join(layout.path, 'note.txt'), 'ours');
      {
        await using _ = await openLocation(layout, { create: false });
      }
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it('does not create a layout in a directory with other files, or without `create`', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'endpoint-'));
    try {
      await writeFile(join(directory, 'main.go'), 'package main');
      const layout: Location = { kind: 'layout', path: directory };
      await expect(openLocation(layout)).rejects.toMatchObject({
        code: 'ALREADY_EXISTS',
        message: expect.stringContaining('(main.go)') as string,
      });
      await expect(
        openLocation({ kind: 'layout', path: join(directory, 'new') }, { create: false }),
      ).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect(await readdir(directory)).toEqual(['main.go']);
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});

function catchError(work: () => unknown): unknown {
  try {
    work();
    return undefined;
  } catch (error) {
    return error;
  }
}

describe('generated locations', () => {
  const tag = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,20}$/);
  const host = fc.oneof(
    fc.constantFrom('ghcr.io', 'localhost', 'registry.example.com', '127.0.0.1', '[::1]', '[2001:db8::1]'),
    fc.constantFrom('localhost:5000', '127.0.0.1:1', '[::1]:65535', 'a.b:443'),
  );
  const component = fc.stringMatching(/^[a-z0-9]{1,5}(?:[._-][a-z0-9]{1,5}){0,2}$/);
  const repositoryName = fc.array(component, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
  const fullName = fc
    .tuple(host, repositoryName, tag)
    .map(([registry, name, version]) => `${registry}/${name}:${version}`);
  const anyDigest = fc.option(
    fc.string().map((content) => digestOf(content)),
    { nil: undefined },
  );
  const segment = fc.stringMatching(/^[\p{L}0-9 ._@+~-]{1,12}$/u);
  const path = fc
    .tuple(
      fc.constantFrom('./', '../', '/', '.\\', '..\\', 'C:\\', 'd:/', 'layout:', 'layout:C:\\', 'layout:./'),
      fc.array(segment, { minLength: 1, maxLength: 3 }),
      fc.constantFrom('/', '\\'),
    )
    .map(([prefix, segments, separator]) => `${prefix}${segments.join(separator)}`);

  it('of layouts have the path, the name and the digest that were written', () => {
    fc.assert(
      fc.property(path, fc.option(fc.oneof(tag, fullName), { nil: undefined }), anyDigest, (written, name, pinned) => {
        const text = `${written}${name === undefined ? '' : `:${name}`}${pinned === undefined ? '' : `@${pinned}`}`;
        const expected = { kind: 'layout', path: written.replace(/^layout:/, ''), tag: name, digest: pinned };
        expect(parseLocation(text)).toEqual(expected);
        // The formatted path is absolute, which only the system itself can parse again.
        if (/^(?:layout:)?[A-Za-z]:|\\/.test(written)) return;
        expect(parseLocation(formatLocation(parseLocation(text)))).toEqual({
          ...expected,
          path: resolve(expected.path),
        });
      }),
    );
  });

  it('of registries have the parts that were written', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('', 'oci://', 'oras://'),
        host,
        repositoryName,
        fc.option(tag, { nil: undefined }),
        anyDigest,
        (scheme, registry, name, version, pinned) => {
          const bare = `${registry}/${name}${version === undefined ? '' : `:${version}`}`;
          const text = `${bare}${pinned === undefined ? '' : `@${pinned}`}`;
          const location = parseLocation(`${scheme}${text}`);
          expect(location).toEqual({ kind: 'registry', registry, repository: name, tag: version, digest: pinned });
          expect(formatLocation(location)).toBe(text);
        },
      ),
    );
  });
});
