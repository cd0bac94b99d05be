import { array, assert, constantFrom, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { listen } from '../../src/server/index.ts';
import { parseRoute } from '../../src/server/router.ts';
import { parseTarget } from '../../src/server/target.ts';
import { isOciError } from '../../src/spec/index.ts';
import { send, pushBlob, pushManifest, sendRaw, statusOfRaw } from './requests.ts';

const digest = `sha256:${'a'.repeat(64)}`;

describe('request targets', () => {
  it('are rejected when they are ambiguous, and never reach another repository (SV-01)', async () => {
    await using server = await listen(new MemoryRegistry());
    await pushManifest(server.url, 'other', 'secret', 'v1');
    const paths = [
      '/v2/victim/../other/tags/list',
      '/v2/victim/%2e%2e/other/tags/list',
      '/v2/victim/%2E%2e/other/tags/list',
      '/v2/./other/tags/list',
      '/v2/victim/%2e/tags/list',
      '/v2/victim%2ftags/list',
      '/v2/victim%2F..%2Fother/tags/list',
      String.raw`/v2/victim\..\other/tags/list`,
      '/v2/victim/%5c../other/tags/list',
      '/v2/other%00/tags/list',
      '/v2/other/tags%0a/list',
      '/v2/other%/tags/list',
      '/v2/other%ff/tags/list',
      '/v2/other%252e/tags/list',
      '/v2//other/tags/list',
      '/v2/Other/tags/list',
      `/v2/${'a'.repeat(256)}/tags/list`,
      `http://evil.test/v2/other/tags/list`,
      'v2/other/tags/list',
    ];
    for (const path of paths) {
      const response = await sendRaw(
        server.url,
        `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`,
      );
      expect([path, statusOfRaw(response)]).toEqual([path, 400]);
      expect(response).not.toContain('"v1"');
    }
  });

  it('may have escapes of valid characters, the absolute form and a name of 255 characters', async () => {
    await using server = await listen(new MemoryRegistry());
    const { descriptor } = await pushManifest(server.url, 'a', 'x', 'v1');
    expect((await send(server.url, 'GET', `/v2/a/manifests/${descriptor.digest.replace(':', '%3A')}`)).status).toBe(
      200,
    );
    expect((await send(server.url, 'GET', '/v2/%61/manifests/v1')).status).toBe(200);
    const { host } = new URL(server.url);
    const absolute = await sendRaw(
      server.url,
      `GET ${server.url}/v2/a/manifests/v1 HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
    );
    expect(statusOfRaw(absolute)).toBe(200);
    await pushBlob(server.url, 'a'.repeat(255), new Uint8Array(1));
  });

  it('get 404 for a path that is not in the API', async () => {
    await using server = await listen(new MemoryRegistry());
    for (const path of [
      '/',
      '/v1/',
      '/v2/a',
      '/v2/a/tags',
      '/v2/a/tags/list/',
      '/v2/a/uploads/',
      '/favicon.ico',
      '/token',
      '/v2/tags/list',
    ]) {
      const { status } = await send(server.url, 'GET', path);
      expect([path, status === 404 || status === 400]).toEqual([path, true]);
    }
  });

  it('result in a path without dot segments or an OciError, for any bytes (SV-01)', () => {
    assert(
      property(
        string({ unit: constantFrom('/', '.', '%', '2', 'e', 'f', 'v', 'a', '\\', '?', ':', '\0', 'é') }),
        (text) => {
          try {
            const { path } = parseTarget(`/v2/${text}`, 'localhost');
            expect(path.split('/').some((segment) => segment === '.' || segment === '..')).toBe(false);
            parseRoute(path);
          } catch (error) {
            if (!isOciError(error)) throw error;
          }
        },
      ),
    );
  });
});

describe('repository names', () => {
  const component = constantFrom(
    'a',
    'b',
    'blobs',
    'uploads',
    'manifests',
    'tags',
    'list',
    'referrers',
    'v2',
    'sha256',
    '_catalog'.slice(1),
  );
  const name = array(component, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/'));

  it('may contain the keywords of the API (SV-02)', () => {
    assert(
      property(name, constantFrom('latest', 'list', 'uploads', 'manifests'), (repository, tag) => {
        expect(parseRoute(`/v2/${repository}/manifests/${tag}`)).toEqual({
          kind: 'manifest',
          name: repository,
          reference: tag,
          digest: undefined,
        });
        expect(parseRoute(`/v2/${repository}/blobs/${digest}`)).toEqual({ kind: 'blob', name: repository, digest });
        expect(parseRoute(`/v2/${repository}/blobs/uploads/`)).toEqual({ kind: 'uploads', name: repository });
        expect(parseRoute(`/v2/${repository}/blobs/uploads/00ff`)).toEqual({
          kind: 'upload',
          name: repository,
          id: '00ff',
        });
        expect(parseRoute(`/v2/${repository}/tags/list`)).toEqual({ kind: 'tags', name: repository });
        expect(parseRoute(`/v2/${repository}/referrers/${digest}`)).toEqual({
          kind: 'referrers',
          name: repository,
          digest,
        });
      }),
    );
  });

  it('with keywords of the API are independent, also for deletes (SV-02)', async () => {
    const names = ['a', 'a/blobs', 'a/blobs/uploads', 'a/manifests/b', 'a/tags', 'a/tags/list', 'a/referrers'];
    await using server = await listen(new MemoryRegistry());
    for (const repository of names) await pushManifest(server.url, repository, 'same', 'v1');
    const { body } = await send(server.url, 'GET', '/v2/_catalog');
    expect(JSON.parse(body.toString())).toEqual({ repositories: [...names].sort() });
    expect((await send(server.url, 'DELETE', '/v2/a/blobs/manifests/v1')).status).toBe(202);
    for (const repository of names) {
      expect((await send(server.url, 'GET', `/v2/${repository}/manifests/v1`)).status).toBe(
        repository === 'a/blobs' ? 404 : 200,
      );
    }
  });
});
