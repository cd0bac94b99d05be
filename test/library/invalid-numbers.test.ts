import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { annotate, attach, connectRegistry, copy, createIndex, publish, pull } from '../../src/library/index.ts';
import { copy as copyTarget, FileStore, LayoutRepository, tagN } from '../../src/library/oras.ts';
import {
  cache,
  createTransport,
  fetchTransport,
  large,
  LayoutRegistry,
  MemoryRegistry,
  repository,
} from '../../src/library/registry.ts';
import { createFetchHandler, createHandler, createTokenIssuer, listen } from '../../src/library/server.ts';
import { isOciError, parseLocation } from '../../src/spec/index.ts';

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'numbers-'));
  await writeFile(join(directory, 'file.txt'), 'content');
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const registry = new MemoryRegistry();
const target = repository(registry, 'target');
const layout = (): ReturnType<typeof parseLocation> => parseLocation(`layout:${join(directory, 'layout')}:v1`);

const retryOptions = ['attempts', 'baseDelayMs', 'maxDelayMs', 'maxRetryAfterMs', 'retryBudget'];
const transportOptions = [...retryOptions, 'headersTimeoutMs', 'maxRedirects'];
const handlerOptions = [
  'maxManifestBytes',
  'maxDescriptors',
  'maxBlobBytes',
  'maxPageSize',
  'maxReferrersBytes',
  'uploadIdleMs',
  'maxUploads',
  'maxUploadsPerClient',
  'anonymousMountScan',
];

/** Every function with numeric options: their names, and a call with such options. */
const functions: Readonly<Record<string, readonly [readonly string[], (options: object) => unknown]>> = {
  createTransport: [[...transportOptions, 'connections'], (options) => createTransport(options)],
  fetchTransport: [transportOptions, (options) => fetchTransport(options)],
  createHandler: [handlerOptions, (options) => createHandler(registry, options)],
  createFetchHandler: [handlerOptions, (options) => createFetchHandler(registry, options)],
  listen: [
    [...handlerOptions, 'port', 'closeGraceMs', 'maxConnections', 'headersTimeoutMs', 'keepAliveMs'],
    (options) => listen(registry, options),
  ],
  createTokenIssuer: [
    ['lifetime', 'refreshLifetime'],
    (options) => createTokenIssuer({ service: 'registry', htpasswd: '', ...options }),
  ],
  MemoryRegistry: [['quota', 'maxDescriptors'], (options) => new MemoryRegistry(options)],
  'LayoutRegistry.open': [
    ['quota', 'minFreeBytes', 'maxDescriptors', 'lockTimeoutMs', 'lockStaleMs', 'staleFileMs'],
    (options) => LayoutRegistry.open(join(directory, 'registry'), options),
  ],
  'LayoutRepository.open': [
    ['lockTimeoutMs', 'lockStaleMs', 'staleFileMs'],
    (options) => LayoutRepository.open(join(directory, 'repository'), options),
  ],
  FileStore: [['maxUnpackedSize', 'fallbackLimit'], (options) => new FileStore(directory, options)],
  cache: [['originTimeoutMs'], (options) => cache(registry, registry, options)],
  large: [['threshold', 'parallel', 'minChunkSize', 'attempts'], (options) => large(registry, options)],
  connectRegistry: [['attempts', 'chunkSize'], (options) => connectRegistry('localhost:5000', options)],
  publish: [['concurrency', 'layerSize'], (options) => publish({ sourceDir: directory, target: layout(), ...options })],
  pull: [
    ['concurrency', 'maxUnpackedSize'],
    (options) => pull({ source: layout(), outputDir: join(directory, 'pulled'), ...options }),
  ],
  copy: [['concurrency'], (options) => copy({ source: layout(), target: layout(), ...options })],
  attach: [
    ['concurrency'],
    (options) => attach({ subject: layout(), files: [], artifactType: 'text/plain', ...options }),
  ],
  annotate: [['concurrency'], (options) => annotate({ reference: layout(), ...options })],
  createIndex: [['concurrency', 'expect'], (options) => createIndex({ target: layout(), sources: [], ...options })],
};

async function failureOf(work: () => unknown): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe.each(Object.entries(functions))('%s', (_name, [names, call]) => {
  it.each(names)('rejects invalid values of %s', async (name) => {
    const negative = fc.oneof(fc.integer({ max: -1 }), fc.double({ max: -1e-9, noNaN: true }));
    const values = fc.oneof(fc.constantFrom<unknown>(Number.NaN, -Infinity, '5', true), negative);
    await fc.assert(
      fc.asyncProperty(values, async (value) => {
        const error = await failureOf(() => call({ [name]: value }));
        expect(isOciError(error, 'INPUT_INVALID') && error.message).toContain(name);
      }),
      { numRuns: 10 },
    );
  });
});

describe('limits of oras-go', () => {
  it.each(['concurrency', 'maxMetadataBytes'])(
    'reject only NaN for %s, because zero and less mean the default',
    async (name) => {
      const error = await failureOf(() => copyTarget(target, 'v1', target, '', { [name]: Number.NaN }));
      expect(error).toMatchObject({ code: 'INPUT_INVALID' });
      const missing = await failureOf(() => copyTarget(target, 'v1', target, '', { [name]: -5 }));
      expect(isOciError(missing, 'INPUT_INVALID')).toBe(false);
    },
  );

  it('reject NaN in tagN', async () => {
    const error = await failureOf(() => tagN(target, 'v1', ['a', 'b'], { maxMetadataBytes: Number.NaN }));
    expect(isOciError(error)).toBe(true);
  });
});
