import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { maxListedFiles } from '../../src/page/layer-files.ts';
import { referrerLabel } from '../../src/page/labels.ts';
import { commandLines } from '../../src/page/commands.ts';
import { bytesReader, ForwardingRegistry } from '../../src/registry/index.ts';
import { digestOf, mediaTypeImageLayerGzip, OciError, referrersTag } from '../../src/spec/index.ts';
import { linksOf, textOf, viewOf } from './browse.ts';
import { absent, ExampleRegistry, exampleRegistry, packedLayer } from './example-registry.ts';

const layer = absent('application/x', 10, 'layer');

/** Follows the links to the next page. @returns the names on all pages */
async function allNames(example: ExampleRegistry, start: string, parameter: string): Promise<readonly string[]> {
  const names: string[] = [];
  const pages: string[] = [start];
  for (const path of pages) {
    const links = linksOf(await viewOf(example.registry, path));
    const values = links.map((link) => new URL(link, 'http://x').searchParams);
    names.push(...values.filter((query) => !query.has('last')).flatMap((query) => query.get(parameter) ?? []));
    pages.push(...links.filter((link) => link.includes('last=')).slice(0, 1));
  }
  return names;
}

describe('the list of repositories', () => {
  it('has every repository on one of its pages', async () => {
    const example = new ExampleRegistry();
    const names = Array.from({ length: 5000 }, (_, index) => `team-${index % 7}/app-${index}`).sort();
    for (const name of names) await example.artifact(name, layer, { tags: ['v1'] });
    const found = await allNames(example, '/?n=1000', 'repository');
    expect(found).toEqual(names);
    expect(textOf(await viewOf(example.registry, '/'))).toContain('100 repositories, more follow');
    const search = await viewOf(example.registry, '/?q=APP-4321');
    expect(textOf(search)).toContain('1 repository');
    expect(linksOf(search)).toContain('/?repository=team-2/app-4321');
  });

  it('says that nothing matches', async () => {
    const { registry } = await exampleRegistry();
    expect(textOf(await viewOf(registry, '/?q=none'))).toContain('No repositories match &quot;none&quot;');
    expect(textOf(await viewOf(new ExampleRegistry().registry, '/'))).toContain('No repositories');
  });

  it.each(['UNSUPPORTED', 'NOT_FOUND', 'DENIED'] as const)(
    'asks for a name if the registry answers %s',
    async (code) => {
      const { registry } = await exampleRegistry();
      class WithoutCatalog extends ForwardingRegistry {
        // oxlint-disable-next-line require-yield
        override async *repositories(): AsyncGenerator<string, void, undefined> {
          throw new OciError(code, 'no catalog');
        }
      }
      const view = await viewOf(new WithoutCatalog(registry), '/');
      expect(textOf(view)).toContain('This registry does not list its repositories. Enter the name');
      expect(view).toContain('name="repository"');
    },
  );
});

describe('the list of tags', () => {
  it('shows type, size, date and digest', async () => {
    const { registry } = await exampleRegistry();
    expect(textOf(await viewOf(registry, '/?repository=acme/bundle&q=v1.0.1'))).toMatch(
      /1 tag .*v1\.0\.1 application\/vnd\.example\.bundle 8\.3 MiB 2026-07-14 08:21 UTC sha256:[0-9a-f]{12}…/,
    );
    expect(textOf(await viewOf(registry, '/?repository=acme/app'))).toMatch(
      /3\.1\.4 Index, 2 platforms 57 MiB 2026-11-20 12:15 UTC/,
    );
    expect(textOf(await viewOf(registry, '/?repository=acme/charts/api'))).toContain('1.4.0 Helm chart 47 KiB');
  });

  it('has every tag on one of its pages', async () => {
    const example = new ExampleRegistry();
    const tags = Array.from({ length: 10_000 }, (_, index) => `v${index}`).sort();
    for (let start = 0; start < tags.length; start += 1000)
      await example.artifact('a/b', layer, { tags: tags.slice(start, start + 1000) });
    expect(await allNames(example, '/?repository=a/b&n=1000', 'tag')).toEqual(tags);
  });

  it('finds a tag in any case', async () => {
    const example = new ExampleRegistry();
    await example.artifact('a', layer, { tags: ['RC-1', 'rc-2', 'v1'] });
    for (const search of ['rc', 'RC', ' Rc '])
      expect(textOf(await viewOf(example.registry, `/?repository=a&q=${encodeURIComponent(search)}`))).toContain(
        '2 tags',
      );
  });

  it('links to a digest', async () => {
    const { registry } = await exampleRegistry();
    const digest = digestOf(new Uint8Array(1));
    const view = await viewOf(registry, `/?repository=acme/app&q=${digest}`);
    expect(linksOf(view)).toContain(`/?repository=acme/app&digest=${digest}`);
  });

  it('reads no manifest without details', async () => {
    const { registry } = await exampleRegistry();
    const reads: string[] = [];
    class Watched extends ForwardingRegistry {
      override getTag(...args: Parameters<ForwardingRegistry['getTag']>): ReturnType<ForwardingRegistry['getTag']> {
        reads.push(args[1]);
        return super.getTag(...args);
      }
    }
    const watched = new Watched(registry);
    const text = textOf(await viewOf(watched, '/?repository=acme/bundle', { page: { details: false } }));
    expect(reads).toEqual([]);
    expect(text).toContain('v1.2.0');
    expect(text).toContain('does not read the manifests');
  });

  it('shows a tag whose manifest is absent or invalid without details', async () => {
    const { registry } = await exampleRegistry();
    class Broken extends ForwardingRegistry {
      override getTag(...args: Parameters<ForwardingRegistry['getTag']>): ReturnType<ForwardingRegistry['getTag']> {
        if (args[1] === 'v1.0.0') throw new OciError('MANIFEST_UNKNOWN', 'deleted');
        return super.getTag(...args);
      }
    }
    const text = textOf(await viewOf(new Broken(registry), '/?repository=acme/bundle'));
    expect(text).toMatch(/v1\.0\.0 v1\.0\.1 application/);
  });
});

describe('the view of a manifest', () => {
  it('shows facts, layers, annotations and the manifest', async () => {
    const { registry } = await exampleRegistry();
    const text = textOf(await viewOf(registry, '/?repository=acme/bundle&tag=v1.2.0'));
    expect(text).toContain('Artifact type application/vnd.example.bundle');
    expect(text).toContain('Created 2026-11-02 09:30 UTC');
    expect(text).toContain('bundle application/vnd.oci.image.layer.v1.tar+gzip');
    expect(text).toContain('org.opencontainers.image.vendor Acme Corporation');
    expect(text).toContain('&quot;schemaVersion&quot;: 2');
  });

  it('shows the platforms of an index', async () => {
    const { registry } = await exampleRegistry();
    const text = textOf(await viewOf(registry, '/?repository=acme/app&tag=3.1'));
    expect(text).toMatch(/linux\/amd64 Image 28 MiB 2026-11-20 12:15 UTC .* linux\/arm64 Image 28 MiB/);
    expect(text).toMatch(/none Attestation 14 KiB/);
  });

  it('shows referrers as a tree with labels, and the tags of cosign', async () => {
    const example = await exampleRegistry();
    const { registry } = example;
    const { digest } = await registry.resolveTag('acme/bundle', 'v1.2.0');
    await example.artifact('acme/bundle', layer, { tags: [`${referrersTag(digest)}.sig`] });
    const view = await viewOf(registry, '/?repository=acme/bundle&tag=v1.2.0');
    const tree = /<ul class="tree">([^]*)<\/ul> <h2>Annotations/.exec(view)?.[1] ?? '';
    expect(textOf(tree)).toMatch(/Attestation: provenance application\/vnd\.dev\.sigstore/);
    expect(textOf(tree)).toMatch(/Signature application\/vnd\.dev\.cosign/);
    expect(textOf(tree)).toMatch(/Signature cosign tag sha256-/);
    // The signature of the SBOM is below it.
    expect(tree).toMatch(/SBOM<\/span>(?:(?!<\/li>)[^])*<ul> <li>(?:(?!<\/li>)[^])*Signature/);
  });

  it('ends a tree of referrers without end', async () => {
    const { registry } = await exampleRegistry();
    class Endless extends ForwardingRegistry {
      override async *referrers(): AsyncGenerator<ReturnType<typeof absent>, void, undefined> {
        yield absent('application/vnd.oci.image.manifest.v1+json', 1, 'next');
      }
    }
    const view = await viewOf(new Endless(registry), '/?repository=acme/bundle&tag=v1.2.0');
    expect(textOf(view)).toContain('The tree shows at most 200 referrers and 8 levels.');
    expect(view.match(/<li>/g)).toHaveLength(8);
    class Wide extends ForwardingRegistry {
      override async *referrers(): AsyncGenerator<ReturnType<typeof absent>, void, undefined> {
        for (let index = 0; index < 30; index++)
          yield absent('application/vnd.oci.image.manifest.v1+json', 1, String(index));
      }
    }
    const wide = await viewOf(new Wide(registry), '/?repository=acme/bundle&tag=v1.2.0');
    expect(wide.match(/<li>/g)).toHaveLength(200);
  });

  it('shows a manifest that it cannot parse', async () => {
    const example = new ExampleRegistry();
    const { registry } = example;
    const { digest } = await example.artifact('a', layer, { tags: ['v1'] });
    class Docker1 extends ForwardingRegistry {
      override async getTag(
        ...args: Parameters<ForwardingRegistry['getTag']>
      ): ReturnType<ForwardingRegistry['getTag']> {
        const reader = await super.getTag(...args);
        const mediaType = 'application/vnd.docker.distribution.manifest.v1+json';
        return bytesReader({ ...reader.descriptor, mediaType }, await reader.bytes());
      }
    }
    const text = textOf(await viewOf(new Docker1(registry), '/?repository=a&tag=v1'));
    expect(text).toContain(digest);
    expect(text).toContain('not a manifest that this page can show');
  });
});

it.each(['/', '/?q=acme', '/?repository=acme/bundle', '/?repository=acme/bundle&tag=v1.2.0'])(
  'the view %s says that it may be outdated, if the upstream registry is unavailable',
  async (path) => {
    const { registry } = await exampleRegistry();
    const unavailable = new OciError('UNREACHABLE', 'the upstream registry is down');
    const failures: unknown[] = [];
    class Outdated extends ForwardingRegistry {
      override repositories(
        ...args: Parameters<ForwardingRegistry['repositories']>
      ): ReturnType<ForwardingRegistry['repositories']> {
        args[0]?.onStale?.(unavailable);
        return super.repositories(...args);
      }
      override tags(...args: Parameters<ForwardingRegistry['tags']>): ReturnType<ForwardingRegistry['tags']> {
        args[1]?.onStale?.(unavailable);
        return super.tags(...args);
      }
      override getTag(...args: Parameters<ForwardingRegistry['getTag']>): ReturnType<ForwardingRegistry['getTag']> {
        args[2]?.onStale?.(unavailable);
        return super.getTag(...args);
      }
    }
    const warning = 'The upstream registry is unavailable. This view is from the cache, and may be outdated.';
    const onStale = (failure: Error): unknown => failures.push(failure);
    expect(textOf(await viewOf(new Outdated(registry), path, { onStale }))).toContain(warning);
    expect(failures).toContain(unavailable);
    expect(textOf(await viewOf(registry, path))).not.toContain(warning);
  },
);

describe('the view of a large manifest', () => {
  const many = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);
  const view = async (example: ExampleRegistry): Promise<string> =>
    textOf(await viewOf(example.registry, '/?repository=a&tag=v1'));

  it('has the first 200 layers, and the config', async () => {
    const example = new ExampleRegistry();
    const layers = many(203).map((number) => absent('application/x', number, `layer ${number}`));
    await example.artifact('a', layer, { tags: ['v1'], config: absent('application/y', 5, 'config'), layers });
    const text = await view(example);
    expect(text).toContain('Layer 200 application/x 200 B');
    expect(text).not.toContain('Layer 201');
    expect(text).toContain('Config application/y 5 B');
    expect(text).toMatch(/\b3 more/);
  });

  it.each([
    [200, false],
    [201, true],
  ])('has the first 200 of %i manifests and annotations', async (count, isCut) => {
    const example = new ExampleRegistry();
    const { mediaType, digest, size } = await example.artifact('a', layer);
    const manifests = many(count).map((number) => {
      const platform = { os: 'linux', architecture: `n${number}` };
      return { mediaType, digest, size, platform };
    });
    const annotations = Object.fromEntries(many(count).map((number) => [`key${1000 + number}`, 'x']));
    await example.push('a', { manifests, annotations }, 'v1');
    const text = await view(example);
    const rows = ['linux/n200', 'linux/n201', 'key1200 x', 'key1201 x'].map((row) => text.includes(row));
    expect(rows).toEqual([true, false, true, false]);
    expect(text.match(/\b1 more\b/g) ?? []).toHaveLength(isCut ? 2 : 0);
  });
});

describe('the files of a layer', () => {
  async function filesOf(bytes: Uint8Array): Promise<string> {
    const example = new ExampleRegistry();
    const blob = await example.blob('a', mediaTypeImageLayerGzip, bytes);
    const { digest } = await example.artifact('a', blob, { tags: ['v1'] });
    return textOf(await viewOf(example.registry, `/?repository=a&digest=${digest}&layer=${blob.digest}`));
  }

  it('are listed with mode and size', async () => {
    const text = await filesOf(packedLayer({ 'a/': 0, 'a/b.sh': 2048, 'a/<i>.txt': 1 }));
    expect(text).toContain('3 entries');
    expect(text).toMatch(/a\/ 0755 directory a\/b\.sh 0755 2\.0 KiB a\/&lt;i&gt;\.txt 0644 1 B/);
  });

  it('are limited in number', async () => {
    const files = Object.fromEntries(Array.from({ length: maxListedFiles + 5 }, (_, index) => [`f${index}`, 0]));
    const text = await filesOf(packedLayer(files));
    expect(text).toContain('1,000 entries');
    expect(text).toContain('The list has the first 1,000 files.');
  });

  it.each([
    ['other bytes', new TextEncoder().encode('not an archive')],
    ['gzip of other bytes', gzipSync('not an archive')],
    ['a truncated archive', packedLayer({ a: 5000 }).subarray(0, 700)],
  ])('are not listed for %s', async (_, bytes) => {
    expect(await filesOf(bytes)).toContain('The layer cannot be read as a tar archive');
  });

  it('are only those of a layer of the manifest', async () => {
    const example = new ExampleRegistry();
    const blob = await example.blob('a', mediaTypeImageLayerGzip, packedLayer({ secret: 1 }));
    const { digest } = await example.artifact('a', layer, { tags: ['v1'] });
    await expect(
      viewOf(example.registry, `/?repository=a&digest=${digest}&layer=${blob.digest}`),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('labels of referrers', () => {
  it.each([
    ['application/spdx+json', {}, 'SBOM'],
    ['application/vnd.cyclonedx+json', {}, 'SBOM'],
    ['application/vnd.cncf.notary.signature', {}, 'Signature'],
    ['application/vnd.dev.cosign.artifact.sig.v1+json', {}, 'Signature'],
    ['application/vnd.in-toto+json', {}, 'Attestation'],
    ['application/sarif+json', {}, 'Report'],
    ['text/plain', {}, 'Artifact'],
    ['application/vnd.dev.sigstore.bundle.v0.3+json', {}, 'Signature'],
    [
      'application/vnd.dev.sigstore.bundle.v0.3+json',
      { 'dev.sigstore.bundle.predicateType': 'https://spdx.dev/Document/v2.3' },
      'Attestation: SBOM',
    ],
  ])('%s %j is labelled %s', (type, annotations, label) => {
    expect(referrerLabel(type, annotations).text).toBe(label);
  });
});

describe('commands to copy', () => {
  const image = { reference: 'r.test:5000/a:v1', host: 'r.test:5000', isSecure: false, isImage: true };
  it('use plain HTTP only where it is needed', () => {
    const lines = (more: Partial<typeof image>): string => JSON.stringify(commandLines({ ...image, ...more }));
    expect(lines({})).toContain('oras pull --plain-http r.test:5000/a:v1');
    expect(lines({})).toContain('crane --insecure pull');
    expect(lines({ isSecure: true })).not.toMatch(/--plain-http|--insecure/);
    expect(lines({ host: 'localhost:5000' })).not.toMatch(/--plain-http|--insecure/);
    for (const host of ['127.0.0.1:5000', '[::1]:5000']) {
      expect(lines({ host })).toContain('oras pull --plain-http ');
      expect(lines({ host })).not.toMatch(/oci-artifact pull --plain-http|--insecure/);
    }
  });

  it('pull images with docker, and show the manifests of others', () => {
    expect(commandLines(image)).toContainEqual(['docker', 'docker pull r.test:5000/a:v1']);
    expect(commandLines({ ...image, isImage: false })).toContainEqual([
      'docker',
      'docker buildx imagetools inspect r.test:5000/a:v1',
    ]);
  });
});
