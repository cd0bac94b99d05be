import { describe, expect, it } from 'vitest';
import { large, type LargeOptions } from '../../src/wrappers/index.ts';
import { name, TestClient } from '../client/test-client.ts';
import { blobOf, expectBytes, expectCode, noise, readAll } from '../contract/content.ts';
import { ScriptedServer, type SeenRequest, type Step } from '../faults/kit/index.ts';

const blob = blobOf(noise(1_000_000, 1));
const { digest, size } = blob.descriptor;
const other = noise(1_000_000, 2);
const options: LargeOptions = {
  threshold: 100_000,
  firstChunkSize: 100_000,
  minChunkSize: 50_000,
  maxInFlight: 400_000,
  parallel: 3,
  sleep: async () => undefined,
};

const fullBlob: Step = { body: blob.bytes };

function requestedRange(request: SeenRequest): readonly [start: number, end: number] | undefined {
  const match = /^bytes=(\d+)-(\d+)$/.exec(request.header('range') ?? '');
  return match === null ? undefined : [Number(match[1]), Number(match[2]) + 1];
}

/** The response to a range request, correct or with changes. */
function rangeOf(
  request: SeenRequest,
  change: { readonly shift?: number; readonly total?: number; readonly bytes?: Uint8Array; readonly step?: Step } = {},
): Step {
  const range = requestedRange(request);
  if (range === undefined) return fullBlob;
  const [start, end] = [range[0] + (change.shift ?? 0), range[1] + (change.shift ?? 0)];
  return {
    status: 206,
    headers: { 'content-range': `bytes ${start}-${end - 1}/${change.total ?? size}` },
    body: (change.bytes ?? blob.bytes).subarray(start, end),
    ...change.step,
  };
}

describe('large over HTTP', () => {
  const responses: readonly (readonly [string, (request: SeenRequest) => Step])[] = [
    ['the ranges are correct', (request) => rangeOf(request)],
    ['the registry ignores ranges and sends the whole blob', () => fullBlob],
    ['each range ends after 20,000 bytes', (request) => rangeOf(request, { step: { cutAt: 20_000 } })],
    [
      'the registry replies 416 to ranges',
      (request) => (requestedRange(request) === undefined ? fullBlob : { status: 416 }),
    ],
    ['the ranges have another position', (request) => rangeOf(request, { shift: -1000 })],
    [
      'some ranges have another total size',
      (request) => (request.index % 2 === 0 ? rangeOf(request) : rangeOf(request, { total: size + 1 })),
    ],
    [
      'the registry replies 500 to ranges',
      (request) => (requestedRange(request) === undefined ? fullBlob : { status: 500 }),
    ],
  ];
  for (const [title, respond] of responses) {
    it(`reads a blob when ${title} (DL-02)`, async () => {
      await using server = await ScriptedServer.start();
      server.on('GET *', respond).on('HEAD *', { headers: { 'content-length': String(size) } });
      await using client = new TestClient(server.origin);
      await expectBytes(large(client.registry, options).getBlob(name, digest), blob);
      expect(server.seen('GET *').some((request) => requestedRange(request) !== undefined)).toBe(true);
    });
  }

  it('detects wrong bytes in a valid range (DL-02)', async () => {
    await using server = await ScriptedServer.start();
    server.on('GET *', (request) =>
      requestedRange(request)?.[0] === 100_000 ? rangeOf(request, { bytes: other }) : rangeOf(request),
    );
    await using client = new TestClient(server.origin);
    await expectCode(large(client.registry, options).getBlob(name, digest).then(readAll), 'DIGEST_MISMATCH');
  });

  it('releases its connections when the reader ends early', async () => {
    await using server = await ScriptedServer.start();
    server.on('GET *', (request) => rangeOf(request, { step: { drip: { bytes: 10_000, everyMs: 1 } } }));
    await using client = new TestClient(server.origin);
    const reader = await large(client.registry, options).getBlob(name, digest);
    for await (const chunk of reader) if (chunk.byteLength > 0) break;
    await expectBytes(large(client.registry, options).getBlob(name, digest), blob);
  });
});
