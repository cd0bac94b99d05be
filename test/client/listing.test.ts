import { describe, expect, it } from 'vitest';
import { HttpRegistry } from '../../src/client/index.ts';
import type { Transport } from '../../src/http/index.ts';
import { once } from '../../src/streams/index.ts';
import { expectCode } from '../contract/content.ts';
import { ScriptedServer, type Step } from '../faults/kit/index.ts';
import { json, name, TestClient } from './test-client.ts';

const page = (tags: unknown, link?: string): Step => ({
  headers: { ...json, ...(link === undefined ? {} : { link: `<${link}>; rel="next"` }) },
  body: JSON.stringify({ name, tags }),
});

async function tagsOf(
  steps: readonly Step[],
  options: Parameters<TestClient['registry']['tags']>[1] = {},
): Promise<{ tags: readonly string[]; targets: readonly string[]; warnings: readonly string[] }> {
  await using server = await ScriptedServer.start();
  server.on('GET *', ...steps);
  await using client = new TestClient(server.origin);
  const tags = await Array.fromAsync(client.registry.tags(name, options));
  return { tags, targets: server.requests.map((request) => request.target), warnings: client.warnings };
}

describe('lists of tags', () => {
  it('accepts null, missing, unsorted and repeated names (CP-07)', async () => {
    expect((await tagsOf([page(null)])).tags).toEqual([]);
    expect((await tagsOf([page(undefined)])).tags).toEqual([]);
    expect((await tagsOf([page(['b', 'a', 'B', 'a', '_'])])).tags).toEqual(['B', '_', 'a', 'b']);
  });

  it('applies limit and start also when the registry ignores them (CP-07)', async () => {
    const listing = await tagsOf([page(['a', 'b', 'c', 'd'])], { limit: 2, startAfter: 'a' });
    expect(listing.tags).toEqual(['b', 'c']);
    expect(listing.targets).toEqual([`/v2/${name}/tags/list?n=2&last=a`]);
    // The client stops although the registry always returns the same page.
    expect((await tagsOf([page(['a', 'b', 'c', 'd'])], { limit: 1001 })).tags).toEqual(['a', 'b', 'c', 'd']);
  });

  it('requests no further page when it has the wanted number of names', async () => {
    const link = `/v2/${name}/tags/list?last=b`;
    const listing = await tagsOf([page(['a', 'b'], link), page(['c'])], { limit: 2 });
    expect([listing.tags, listing.targets]).toEqual([['a', 'b'], [`/v2/${name}/tags/list?n=2`]]);
    const more = await tagsOf([page(['a', 'b'], link), page(['c'])], { limit: 3 });
    expect([more.tags, more.targets.slice(1)]).toEqual([['a', 'b', 'c'], [link]]);
    expect(await tagsOf([page(['a'])], { limit: 0 })).toMatchObject({ tags: [], targets: [] });
  });

  it('continues by name when the registry sends no Link header (CP-07)', async () => {
    const tags = Array.from({ length: 1500 }, (_, index) => `t${String(index).padStart(4, '0')}`);
    const listing = await tagsOf([page(tags.slice(0, 1000)), page(tags.slice(1000))], { limit: 1400 });
    expect(listing.tags).toEqual(tags.slice(0, 1400));
    expect(listing.targets).toEqual([`/v2/${name}/tags/list?n=1000`, `/v2/${name}/tags/list?n=1000&last=t0999`]);
    expect((await tagsOf([page(tags.slice(0, 1000))], { limit: 1400 })).tags).toEqual(tags.slice(0, 1000));
  });

  it.each(['tags', 'repositories'] as const)('reads at most 64 MiB of %s (MF-06)', async (key) => {
    await using server = await ScriptedServer.start();
    // Each page is below its own limit of 4 MiB.
    const body = Buffer.from(`{"${key}":["a"]}`.padEnd(4 * 1024 * 1024 - 1000));
    let pages = 0;
    // The listing has an end, so that the test fails at once without the limit.
    server.on('GET *', () => ({
      headers: ++pages < 20 ? { ...json, link: `</v2/_catalog?last=${pages}>; rel="next"` } : json,
      body,
    }));
    await using client = new TestClient(server.origin);
    const { registry } = client;
    await expectCode(Array.fromAsync(key === 'tags' ? registry.tags(name) : registry.repositories()), 'SIZE_LIMIT');
    expect(pages).toBe(17);
  });

  it('ignores invalid tags with a warning', async () => {
    const listing = await tagsOf([page(['ok', 'a\u001b[31m', '../x'])]);
    expect(listing.tags).toEqual(['ok']);
    expect(listing.warnings).toHaveLength(2);
    expect(listing.warnings.join('')).not.toContain('\u001b');
  });

  it('follows only links with the relation next, also from an empty page (RD-05)', async () => {
    const listing = await tagsOf([
      page(['a'], `/v2/${name}/tags/list?last=a`),
      page([], `/v2/${name}/tags/list?last=b`),
      {
        headers: [
          ...Object.entries(json),
          ['link', '</elsewhere>; rel="prev"'],
          ['link', `<list?last=c>; title="x"; rel=next`],
        ],
        body: JSON.stringify({ tags: ['c'] }),
      },
      { headers: { ...json, link: '</elsewhere>; rel="last"' }, body: JSON.stringify({ tags: ['d'] }) },
    ]);
    expect(listing.tags).toEqual(['a', 'c', 'd']);
    expect(listing.targets.map((target) => target.split('?')[1])).toEqual([undefined, 'last=a', 'last=b', 'last=c']);
  });

  it('refuses a link to another origin (RD-05)', async () => {
    await using sink = await ScriptedServer.start();
    for (const link of [sink.url('/x').href, `//${sink.origin.host}/x`, `/\\${sink.origin.host}/x`]) {
      await expectCode(tagsOf([page(['a'], link)]), 'REDIRECT_REFUSED');
    }
    expect(sink.connections).toBe(0);
  });

  it('rejects links that form a loop (RD-05)', async () => {
    await expectCode(tagsOf([page(['a'], 'list')]), 'PROTOCOL');
    await expectCode(tagsOf([page(['a'], '?last=a'), page(['b'], 'list')]), 'PROTOCOL');
  });

  it('reads at most a thousand pages (RD-05)', async () => {
    let served = 0;
    let pages = 1000;
    // A registry without a network, because thousands of requests over sockets take seconds.
    const transport: Transport = async ({ url }) => {
      const body = Buffer.from(JSON.stringify({ tags: [`t${served++}`] }));
      const headers = new Map(served < pages ? [['link', `<?last=${served}>; rel="next"`]] : []);
      return {
        status: 200,
        url,
        headers: { get: (field) => headers.get(field), all: (field) => [headers.get(field) ?? []].flat() },
        body: Object.assign(once(body), { discard: () => Promise.resolve() }),
      };
    };
    const registry = new HttpRegistry(new URL('http://registry.test'), { transport });
    expect(await Array.fromAsync(registry.tags(name))).toHaveLength(1000);
    served = 0;
    pages = Infinity;
    await expectCode(Array.fromAsync(registry.tags(name)), 'SIZE_LIMIT');
    expect(served).toBe(1000);
  });

  it('rejects a page larger than 4 MiB (MF-06)', async () => {
    const body = (size: number): Step => ({ headers: json, body: `{"tags":["a"]}`.padEnd(size) });
    expect((await tagsOf([body(4 * 1024 * 1024)])).tags).toEqual(['a']);
    await expectCode(tagsOf([body(4 * 1024 * 1024 + 1)]), 'SIZE_LIMIT');
  });

  it('rejects an invalid page without quoting it', async () => {
    for (const body of ['SECRET', '[]', '{"tags":"SECRET"}', '{"tags":[1]}']) {
      const failure = await expectCode(tagsOf([{ headers: json, body }]), 'PROTOCOL');
      expect(failure.message).not.toContain('SECRET');
    }
  });

  it('requests a truncated page again', async () => {
    expect((await tagsOf([{ ...page(['a']), cutAt: 3 }, page(['a', 'b'])])).tags).toEqual(['a', 'b']);
  });
});

describe('lists of repositories', () => {
  it('reads the catalog, and ignores invalid names with a warning', async () => {
    await using server = await ScriptedServer.start();
    server.on('GET /v2/_catalog', { headers: json, body: JSON.stringify({ repositories: ['b/c', 'a', 'Not One'] }) });
    await using client = new TestClient(server.origin);
    expect(await Array.fromAsync(client.registry.repositories())).toEqual(['a', 'b/c']);
    expect(client.warnings).toHaveLength(1);
    server.on('GET /v2/_catalog', { status: 404 });
    await expectCode(Array.fromAsync(client.registry.repositories()), 'UNSUPPORTED');
  });
});
