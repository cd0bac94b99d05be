import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openLocation, type ConnectOptions } from '../../src/connect/index.ts';
import { LayoutRepository } from '../../src/layout/index.ts';
import { connectionTo, SourceRepositories } from '../../src/operations/source-repositories.ts';
import { parseLocation } from '../../src/spec/index.ts';

describe('the connection to a source', () => {
  const destination = parseLocation('registry.example/acme/app:v1');
  const onWarning = (): void => undefined;
  const connection: ConnectOptions = {
    username: 'user',
    password: 'secret',
    plainHttp: true,
    insecureTls: true,
    caFile: 'ca.pem',
    tokenHosts: ['auth.internal'],
    trustedRedirectHosts: ['minio.internal'],
    githubToken: 'token',
    attempts: 2,
    onWarning,
  };

  it('is the connection of the target for the registry of the target', () => {
    expect(connectionTo(parseLocation('registry.example/acme/other:v1'), destination, connection)).toBe(connection);
  });

  it('has no credentials, no CA and no trusted token hosts of the target for another registry', () => {
    expect(connectionTo(parseLocation('quay.io/acme/app:v1'), destination, connection)).toEqual({
      githubToken: 'token',
      attempts: 2,
      onWarning,
    });
  });
});

it('opens a source again after a failure', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'sources-'));
  try {
    await using destination = await openLocation({ kind: 'layout', path: join(directory, 'destination') });
    await using sources = new SourceRepositories(destination, {}, undefined);
    const location = { kind: 'layout', path: join(directory, 'source'), tag: 'v1' } as const;
    await expect(sources.open(location)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await LayoutRepository.open(location.path);
    await expect(sources.open(location)).resolves.toBeDefined();
  } finally {
    await rm(directory, { recursive: true });
  }
});
