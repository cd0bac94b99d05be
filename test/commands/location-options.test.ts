import { describe, expect, it } from 'vitest';
import { readLocation, readTags } from '../../src/commands/location-options.ts';
import { defaultTagOf } from '../../src/operations/index.ts';
import { isOciError, parseLocation, type Location } from '../../src/spec/index.ts';

const label = (name: string): string => `input "${name}"`;
const digest = `sha256:${'a'.repeat(64)}`;

function target(text: string): { readonly target: Location; readonly notices: readonly string[] } {
  const notices: string[] = [];
  const rules = { schemeRequired: true, refuseDigest: true };
  const found = readLocation(text, 'input "target"', rules, (notice) => notices.push(notice));
  return { target: found, notices };
}

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (isOciError(error, 'INPUT_INVALID')) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('target', () => {
  it.each([
    ['oci://ghcr.io/acme/bundle:v1.2.0', 'ghcr.io', 'acme/bundle', 'v1.2.0'],
    ['oci://ghcr.io/acme/bundle', 'ghcr.io', 'acme/bundle', undefined],
    ['oci://localhost:5000/x:Tag', 'localhost:5000', 'x', 'Tag'],
    ['oci://127.0.0.1:5000/a/b/c', '127.0.0.1:5000', 'a/b/c', undefined],
    ['oci://docker.io/acme/bundle:v1', 'docker.io', 'acme/bundle', 'v1'],
  ])('reads %s', (text, registry, repository, tag) => {
    expect(target(text)).toEqual({ target: { kind: 'registry', registry, repository, tag }, notices: [] });
  });

  it('converts an upper-case repository to lower case with a notice, but not the tag', () => {
    const read = target('oci://GHCR.io/Acme/Bundle:RC1');
    expect(read.target).toEqual({ kind: 'registry', registry: 'ghcr.io', repository: 'acme/bundle', tag: 'RC1' });
    expect(read.notices).toEqual([expect.stringMatching(/^input "target".*ghcr\.io\/acme\/bundle/)]);
    expect(target('oci://GHCR.io/acme/bundle:RC1').notices).toEqual([]);
  });

  it.each([
    './out',
    '../out',
    '/tmp/out',
    './ghcr.io/a',
    'out',
    'out/layout',
    String.raw`C:\out`,
    'C:/out',
    '.hidden/x',
    String.raw`.\out`,
  ])('reads %s as a local path', (text) => {
    expect(target(text).target).toEqual({ kind: 'layout', path: text });
  });

  it.each([
    ['./out:v1', './out', 'v1'],
    ['layout:./out:v1', './out', 'v1'],
    ['layout:out', 'out', undefined],
    [String.raw`C:\out:v1`, String.raw`C:\out`, 'v1'],
    ['./a:b/out', './a:b/out', undefined],
  ])('reads %s as a layout with its tag (B14)', (text, path, tag) => {
    expect(target(text).target).toEqual({ kind: 'layout', path, tag });
    expect(parseLocation(text.startsWith('layout:') ? text : `layout:${text}`)).toEqual({ kind: 'layout', path, tag });
  });

  it.each(['./out:.bad', `./out@${digest}`])('rejects %s with the reason', (text) => {
    expect(refusal(() => target(text))).toMatch(/^input "target": ".*(?:is not a tag|digest follows)/);
  });

  it.each([
    'ghcr.io/a/b:v1',
    'localhost:5000/x',
    'localhost/x',
    'registry.example.com/a',
    'host:443/a/b',
    'ghcr.io',
    'https://ghcr.io/a/b',
    'docker://ghcr.io/a/b',
    'OCI://ghcr.io/a/b',
  ])('rejects %s with oci:// as the remedy', (text) => {
    expect(refusal(() => target(text))).toMatch(/^input "target": ".*oci:\/\//);
  });

  it.each([
    ['oci:/ghcr.io/a/b:v1', 'oci://ghcr.io/a/b:v1 to push there, or ./ghcr.io/a/b:v1 for a directory'],
    ['oci:ghcr.io/a/b', 'oci://ghcr.io/a/b to push there, or ./ghcr.io/a/b for a directory'],
    ['docker:ghcr.io/a/b', 'oci://ghcr.io/a/b to push'],
    ['https:/ghcr.io/a/b', 'oci://ghcr.io/a/b to push'],
    ['oci:layout:v1', 'oci://layout:v1 to push there, or ./layout:v1 for a directory'],
    ['docker:5000/a/b', 'oci://docker:5000/a/b to push'],
  ])('corrects the scheme of %s', (text, remedy) => {
    expect(refusal(() => target(text))).toContain(`does not begin with oci://; write ${remedy}`);
  });

  it.each([
    `oci://ghcr.io/a/b@${digest}`,
    `ghcr.io/a/b@${digest}`,
    `acme/b@${digest}`,
    `oci://ghcr.io/a/b:v1@${digest}`,
  ])('rejects a digest: %s', (text) => {
    expect(refusal(() => target(text))).toMatch(/^input "target".*digest/);
  });

  it.each([
    'oci://user:canary-pw@ghcr.io/a/b:v1',
    'user:canary-pw@ghcr.io/a/b',
    'https://user:canary-pw@ghcr.io/a/b',
    'oci://canary-pw@ghcr.io/A/b',
  ])('rejects user information without quoting it: %s (AU-14)', (text) => {
    const message = refusal(() => target(text));
    expect(message).toMatch(/^input "target".*user information/);
    expect(message).not.toContain('canary');
  });

  it.each([
    'oci://',
    'oci://ghcr.io/',
    'oci://ghcr.io/a//b',
    'oci://ghcr.io/a:.bad',
    'oci://ghcr.io/a b',
    'oci://ghcr.io:99999/a',
    'oci://ghcr.io/a\n::warning::x',
  ])('rejects %j', (text) => {
    const message = refusal(() => target(text));
    expect(message).toMatch(/^input "target"/);
    expect(message).not.toContain('\n');
  });
});

describe('tags', () => {
  const home = target('oci://ghcr.io/acme/bundle').target;
  const tagged = target('oci://ghcr.io/acme/bundle:v1').target;
  const local = target('./out').target;

  it.each<[string, Location, readonly string[], string | undefined, readonly string[]]>([
    ["the target's comes first", tagged, ['latest', 'v1'], '9', ['v1', 'latest']],
    ['else the first of the list', home, ['b', 'a', 'b'], '9', ['b', 'a']],
    ['else the version', home, [], '1.2.0', ['1.2.0']],
    ['else the version with "_" for each "+"', home, [], '1.2.0+build.7', ['1.2.0_build.7']],
    ['a pre-release with build metadata', home, [], 'v1.2.3-rc1+a+b', ['v1.2.3-rc1_a_b']],
    ['any version when a tag is given', tagged, [], 'feature/x', ['v1']],
    ['any version when tags are given', home, ['x'], 'v 1', ['x']],
    ['else latest', home, [], undefined, ['latest']],
    [
      'full references of the same repository',
      tagged,
      ['ghcr.io/acme/bundle:x', 'oci://GHCR.io/Acme/Bundle:Y'],
      undefined,
      ['v1', 'x', 'Y'],
    ],
    ['a local target also has tags', local, ['x'], undefined, ['x']],
  ])('%s', (_, place, listed, version, expected) => {
    expect(readTags([place], listed, () => defaultTagOf({ version, label }), label)).toEqual(expected);
  });

  it.each([
    ['feature/x', 'feature-x'],
    ['1.0.0/2', '1.0.0-2'],
    ['.5', '5'],
    ['v 1', 'v-1'],
    ['a+b/ü', 'a_b-'],
    ['1'.repeat(129), '1'.repeat(128)],
  ])('the version %s without another tag is an error that proposes a tag', (version, proposal) => {
    const message = refusal(() => readTags([home], [], () => defaultTagOf({ version, label }), label));
    expect(message).toMatch(/^input "version": ".*" is not a tag/);
    expect(message.slice(message.indexOf('; ') + 2)).toBe(
      `add a tag to input "target" or input "tags", for example ${proposal}`,
    );
  });

  it('a version without a legal character has no proposal', () => {
    expect(refusal(() => defaultTagOf({ version: '/./', label }))).toMatch(/input "tags"$/);
  });

  it.each([
    ['target', () => target('oci://ghcr.io/acme/bundle:v1+build.5'), 'v1_build.5'],
    ['target', () => target('./out:1.2.3-rc.1+5'), '1.2.3-rc.1_5'],
    ['tags', () => readTags([home], ['1.0+a.b'], undefined, label), '1.0_a.b'],
    ['tags', () => readTags([home], ['ghcr.io/acme/bundle:2+x'], undefined, label), '2_x'],
  ])('input "%s" with "+" in a version proposes "_"', (input, work, proposal) => {
    expect(refusal(work)).toMatch(new RegExp(`^input "${input}": .*is not a tag.*write "${proposal}"`));
  });

  it('says that a tag is empty', () => {
    expect(refusal(() => target('oci://ghcr.io/acme/bundle:'))).toMatch(/it is empty; write a tag, or omit the ":"$/);
  });

  it('does not repeat another text with "+" in changed form, because it may be a secret', () => {
    const message = refusal(() => readTags([home], ['dGhpcw+c2VjcmV0'], undefined, label));
    expect(message).not.toContain('dGhpcw_');
    expect(message).toContain('replace "+" with "_"');
  });

  it.each([
    'oci://ghcr.io',
    'oci://localhost',
    'oci://localhost:5000',
    'oci://GHCR.io/',
    'oci://registry.example.com:8443/',
    'oci://127.0.0.1:5000',
  ])('rejects %s, which is a registry and not a repository of Docker Hub', (text) => {
    expect(refusal(() => target(text))).toBe(
      `input "target": "${text}" names a registry without a repository; write ` +
        `${text.replace(/\/$/, '')}/repository:tag`,
    );
  });

  it('reads full references of Docker Hub', () => {
    const hub = target('oci://docker.io/library/tool').target;
    expect(readTags([hub], ['docker.io/tool:1', 'index.docker.io/library/tool:2'], undefined, label)).toEqual([
      '1',
      '2',
    ]);
  });

  it.each([
    ['another repository', 'ghcr.io/acme/other:v1', /another repository/],
    ['another registry', 'quay.io/acme/bundle:v1', /another repository/],
    ['a digest', `ghcr.io/acme/bundle@${digest}`, /has no tag/],
    ['no tag', 'ghcr.io/acme/bundle', /has no tag/],
    ['an invalid tag', 'a:b', /is not a tag/],
    ['a tag that is too long', 'a'.repeat(129), /is not a tag/],
    ['a branch', 'feature/x', /"feature\/x" is not a tag.*for a branch, write "feature-x", as docker/],
    ['a branch with two parts', 'user/fix/x-1.2', /"user\/fix\/x-1\.2" is not a tag.*write "user-fix-x-1\.2"/],
    ['a text with slashes that may be a secret', 'user/c2Vj/cmV0', /replace "\/" with "-", as docker/],
    ['control characters', 'a\u001bb', /is not a tag/],
  ])('rejects %s (GA-07)', (_, item, message) => {
    const text = refusal(() => readTags([home], ['fine', item], undefined, label));
    expect(text).toMatch(/^input "tags"/);
    expect(text).toMatch(message);
    expect(text).not.toContain('\u001b');
  });

  it('does not quote user information in a tag (AU-14)', () => {
    expect(refusal(() => readTags([home], ['me:canary-pw@ghcr.io/acme/bundle:v1'], undefined, label))).not.toContain(
      'canary',
    );
    expect(refusal(() => readTags([local], ['me:canary-pw@ghcr.io/acme/bundle:v1'], undefined, label))).not.toContain(
      'canary',
    );
  });

  it('accepts five hundred tags (GA-07)', () => {
    expect(
      readTags(
        [home],
        Array.from({ length: 500 }, (_, index) => `t${index}`),
        undefined,
        label,
      ),
    ).toHaveLength(500);
  });
});
