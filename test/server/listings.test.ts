import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { listen } from '../../src/server/index.ts';
import { digestOf, mediaTypeImageIndex } from '../../src/spec/index.ts';
import { send, prepareManifest, pushBlob, pushManifest } from './requests.ts';

interface TagPage {
  readonly tags: readonly string[];
  readonly link: string | undefined;
}

async function tagPage(base: string, path: string): Promise<TagPage> {
  const { status, body, headers } = await send(base, 'GET', path);
  if (status !== 200) throw new Error(`${path} returned ${status}`);
  const { tags } = JSON.parse(body.toString()) as { tags: readonly string[] };
  return { tags, link: /^<(\/[^>]*)>; rel="next"$/.exec(String(headers['link'] ?? ''))?.[1] };
}

describe('listings', () => {
  it('returns tags in linked pages with each tag once (SV-11)', async () => {
    await using server = await listen(new MemoryRegistry(), { maxPageSize: 4 });
    const { bytes, descriptor } = await prepareManifest(server.url, 'a', 'x');
    const tags = Array.from({ length: 10 }, (_, index) => `t${index}`);
    const { status } = await send(
      server.url,
      'PUT',
      `/v2/a/manifests/${descriptor.digest}?${tags.map((tag) => `tag=${tag}`).join('&')}`,
      { body: bytes },
    );
    expect(status).toBe(201);
    const seen: string[] = [];
    const sizes: number[] = [];
    for (let path: string | undefined = '/v2/a/tags/list?n=3'; path !== undefined;) {
      const page: TagPage = await tagPage(server.url, path);
      seen.push(...page.tags);
      sizes.push(page.tags.length);
      path = page.link;
    }
    expect([seen, sizes]).toEqual([tags, [3, 3, 3, 1]]);
    expect(await tagPage(server.url, '/v2/a/tags/list?n=999999999999999999999')).toEqual({
      tags: tags.slice(0, 4),
      link: '/v2/a/tags/list?n=4&last=t3',
    });
    // Some clients also send the parameter for the first page, without a value.
    for (const query of ['n=3&last=', 'last=&n=3'])
      expect((await tagPage(server.url, `/v2/a/tags/list?${query}`)).tags).toEqual(tags.slice(0, 3));
    expect((await send(server.url, 'GET', '/v2/_catalog?last=')).body.toString()).toBe('{"repositories":["a"]}');
    expect((await tagPage(server.url, '/v2/a/tags/list?last=t7')).tags).toEqual(['t8', 't9']);
    expect(await tagPage(server.url, '/v2/a/tags/list?n=2&last=t7')).toEqual({ tags: ['t8', 't9'], link: undefined });
  });

  it('returns an empty list without a link for n=0, and rejects invalid parameters (SV-11)', async () => {
    await using server = await listen(new MemoryRegistry());
    await pushManifest(server.url, 'a', 'x', 'v1');
    expect(await tagPage(server.url, '/v2/a/tags/list?n=0')).toEqual({ tags: [], link: undefined });
    for (const query of ['n=-1', 'n=NaN', 'n=1e3', 'n=', 'n=1&n=2']) {
      const { status, code } = await send(server.url, 'GET', `/v2/a/tags/list?${query}`);
      expect([query, status, code]).toEqual([query, 400, 'INPUT_INVALID']);
    }
    for (const query of ['last=%0d%0aset-cookie:x', 'last=a%3E', `last=${'a'.repeat(129)}`]) {
      const { status, code, headers } = await send(server.url, 'GET', `/v2/a/tags/list?n=1&${query}`);
      expect([status, code, headers['set-cookie']]).toEqual([400, 'TAG_INVALID', undefined]);
    }
    expect((await send(server.url, 'GET', '/v2/unknown/tags/list')).code).toBe('NAME_UNKNOWN');
    expect((await send(server.url, 'GET', '/v2/_catalog?last=Bad')).code).toBe('NAME_INVALID');
  });

  it('returns relative locations and links, independent of the headers of the request (SV-14)', async () => {
    await using server = await listen(new MemoryRegistry(), { allowedHosts: '*' });
    const headers = {
      host: 'evil.test',
      'x-forwarded-host': 'evil.test',
      'x-forwarded-proto': 'https',
      forwarded: 'host=evil.test',
    };
    await pushManifest(server.url, 'a', 'x', 'v1');
    const { bytes } = await prepareManifest(server.url, 'a', 'y');
    const replies = [
      await send(server.url, 'POST', '/v2/a/blobs/uploads/', { headers }),
      await send(server.url, 'POST', `/v2/a/blobs/uploads/?digest=${digestOf('z')}`, { headers, body: 'z' }),
      await send(server.url, 'PUT', '/v2/a/manifests/v2', { headers, body: bytes }),
      await send(server.url, 'GET', '/v2/a/tags/list?n=1', { headers }),
    ];
    expect(
      replies.map((reply) =>
        String(reply.headers.location ?? reply.headers['link'])
          .replace(/^</, '')
          .slice(0, 6),
      ),
    ).toEqual(['/v2/a/', '/v2/a/', '/v2/a/', '/v2/a/']);
    for (const reply of replies) expect(JSON.stringify(reply.headers) + reply.body.toString()).not.toContain('evil');
  });

  it('returns the catalog in pages', async () => {
    await using server = await listen(new MemoryRegistry());
    for (const name of ['b', 'a/x', 'c']) await pushBlob(server.url, name, Buffer.from('x'));
    const first = await send(server.url, 'GET', '/v2/_catalog?n=2');
    expect([JSON.parse(first.body.toString()), first.headers['link']]).toEqual([
      { repositories: ['a/x', 'b'] },
      '</v2/_catalog?n=2&last=b>; rel="next"',
    ]);
    expect(JSON.parse((await send(server.url, 'GET', '/v2/_catalog?n=2&last=b')).body.toString())).toEqual({
      repositories: ['c'],
    });
  });

  it('returns referrers as an index, with an optional filter', async () => {
    await using server = await listen(new MemoryRegistry());
    const subject = (await pushManifest(server.url, 'a', 'subject')).descriptor;
    const one = (await pushManifest(server.url, 'a', '1', undefined, subject)).descriptor;
    const two = (await pushManifest(server.url, 'a', '22', undefined, subject)).descriptor;
    const all = await send(server.url, 'GET', `/v2/a/referrers/${subject.digest}`);
    expect([all.status, all.headers['content-type'], all.headers['oci-filters-applied']]).toEqual([
      200,
      mediaTypeImageIndex,
      undefined,
    ]);
    const index: unknown = JSON.parse(all.body.toString());
    expect(index).toEqual({
      schemaVersion: 2,
      mediaType: mediaTypeImageIndex,
      manifests: [
        { ...one, artifactType: 'application/vnd.test.1+json', annotations: { salt: '1' } },
        { ...two, artifactType: 'application/vnd.test.2+json', annotations: { salt: '22' } },
      ],
    });
    for (const type of ['application/vnd.test.2%2Bjson', 'application/vnd.test.2+json']) {
      const some = await send(server.url, 'GET', `/v2/a/referrers/${subject.digest}?artifactType=${type}`);
      expect(some.headers['oci-filters-applied']).toBe('artifactType');
      expect(some.body.toString().match(/sha256:[0-9a-f]+/g)).toEqual([two.digest]);
    }
    const none = await send(server.url, 'GET', `/v2/unknown/referrers/${digestOf('x')}`);
    expect([none.status, JSON.parse(none.body.toString())]).toEqual([
      200,
      { schemaVersion: 2, mediaType: mediaTypeImageIndex, manifests: [] },
    ]);
  });

  it('returns referrers in linked pages with each referrer once and the same filter', async () => {
    await using server = await listen(new MemoryRegistry(), { maxReferrersBytes: 1000 });
    const subject = (await pushManifest(server.url, 'a', 'subject')).descriptor;
    const pushed: string[] = [];
    for (let index = 10; index < 20; index++)
      pushed.push((await pushManifest(server.url, 'a', String(index), undefined, subject)).descriptor.digest);
    const seen: string[] = [];
    let pages = 0;
    for (
      let path: string | undefined = `/v2/a/referrers/${subject.digest}?artifactType=application/vnd.test.2%2Bjson`;
      path !== undefined;
      pages++
    ) {
      const { body, headers } = await send(server.url, 'GET', path);
      expect(body.byteLength).toBeLessThanOrEqual(1000);
      expect(headers['oci-filters-applied']).toBe('artifactType');
      const found = body.toString().match(/sha256:[0-9a-f]+/g) ?? [];
      // The last page has no link to an empty one.
      expect(found.length).toBeGreaterThan(0);
      seen.push(...found);
      path = /^<([^>]*)>/.exec(String(headers['link'] ?? ''))?.[1];
    }
    expect(seen).toEqual(pushed.sort());
    expect(pages).toBeGreaterThan(2);
  });

  it('returns a referrer that is larger than a page on a page of its own', async () => {
    await using server = await listen(new MemoryRegistry(), { maxReferrersBytes: 1000 });
    const subject = (await pushManifest(server.url, 'a', 'subject')).descriptor;
    const pushed: string[] = [];
    for (const salt of ['a', 'b'.repeat(2000), 'c', 'd'.repeat(1500), 'e'.repeat(1200)])
      pushed.push((await pushManifest(server.url, 'a', salt, undefined, subject)).descriptor.digest);
    const seen: string[] = [];
    for (let path: string | undefined = `/v2/a/referrers/${subject.digest}`; path !== undefined;) {
      const { body, headers } = await send(server.url, 'GET', path);
      seen.push(...(body.toString().match(/sha256:[0-9a-f]+/g) ?? []));
      path = /^<([^>]*)>/.exec(String(headers['link'] ?? ''))?.[1];
    }
    expect(seen).toEqual(pushed.sort());
  });
});
