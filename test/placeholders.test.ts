import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectCommand, projectRepository, projectTag } from '../src/output/index.ts';

const root = join(import.meta.dirname, '..');
const read = (name: string): string => readFileSync(join(root, name), 'utf8');
const manifest = JSON.parse(read('package.json')) as {
  readonly version: string;
  readonly engines: { readonly node: string };
};

function filesBelow(directory: string): readonly string[] {
  const names = readdirSync(join(root, directory), { recursive: true, encoding: 'utf8' });
  return names.map((name) => join(directory, name));
}

const files = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'action.yml']
  .concat(['docs', 'examples', '.github'].flatMap(filesBelow))
  .filter((name) => /\.(?:md|ya?ml|ts|mts)$/.test(name));

/** Texts that a reader would have to replace, in lines that a reader copies. */
function placeholdersIn(text: string): readonly string[] {
  return text.match(/\b(?:OWNER|YOUR[_-]\w+|your-org|CHANGEME|TODO|FIXME|XXX)\b|\bnpx oci-artifact [a-z]/g) ?? [];
}

/** References to this project that do not have its repository and its tag. */
function foreignReferences(text: string): readonly string[] {
  const references =
    text.match(
      /[\w-]+\/oci-artifact(?:\/[a-z-]+)*@[\w.]+|github:[\w-]+\/oci-artifact#[\w.]+|[\w-]+\/oci-artifact\/archive\/v\d+/g,
    ) ?? [];
  const own = new RegExp(`^(?:github:)?${projectRepository}(?:/[a-z-]+)*(?:[@#]|/archive/)${projectTag}$`);
  return references.filter((reference) => !own.test(reference));
}

describe('examples for users', () => {
  it('have no placeholders', () => {
    const found = files.flatMap((name) => placeholdersIn(read(name)).map((text) => `${name}: ${text}`));
    expect(found).toEqual([]);
    expect(files.length).toBeGreaterThan(40);
  });

  it('name the repository of this project and the tag of its major version', () => {
    const found = files.flatMap((name) => foreignReferences(read(name)).map((text) => `${name}: ${text}`));
    expect(found).toEqual([]);
    expect(projectTag).toBe(`v${manifest.version.split('.')[0] ?? ''}`);
    expect(projectCommand).toContain(projectRepository);
  });

  it.each([
    ['uses: OWNER/oci-artifact@v0', 'oci-artifact/other'],
    ['uses: acme/oci-artifact/pull@v0', ''],
    [`uses: ${projectRepository}@v9`, ''],
    ['npx github:acme/oci-artifact#v0', ''],
    ['https://github.com/acme/oci-artifact/archive/v0.tar.gz', ''],
  ])('are checked for %s', (text) => {
    expect([...placeholdersIn(text), ...foreignReferences(text)]).not.toEqual([]);
  });
});

describe('the release workflow', () => {
  it('moves the tag that the examples use', () => {
    const workflow = read('.github/workflows/release.yml');
    // `${GITHUB_REF_NAME%%.*}` of `v0.1.0` is `v0`.
    expect(workflow).toContain('major=${GITHUB_REF_NAME%%.*}');
    expect(`v${manifest.version}`.replace(/\..*$/, '')).toBe(projectTag);
  });
});

describe('the versions of Node', () => {
  const minimum = /^>=(\d+\.\d+)\.0$/.exec(manifest.engines.node)?.[1] ?? '';

  it.each(['README.md', 'CONTRIBUTING.md', 'docs/command-line.md', 'docs/faq.md'])(
    'in %s are those of package.json',
    (name) => {
      const versions = [...read(name).matchAll(/Node (\d+(?:\.\d+)?) or newer|Node (\d+\.\d+)/g)];
      expect(versions.map(([, newer, exact]) => newer ?? exact)).toEqual(versions.map(() => minimum));
      expect(versions.length).toBeGreaterThan(0);
    },
  );

  it('in the workflows include the minimum and the version of the runner', () => {
    const versions = [...read('.github/workflows/ci.yml').matchAll(/node-version: *'?([\d.]+)/g)].map(([, one]) => one);
    expect(versions).toContain('24');
    expect(versions).toContain(minimum);
    expect(read('action.yml')).toContain('using: node24');
  });
});
