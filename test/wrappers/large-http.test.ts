import { describe, expect, it } from 'vitest';
import { large, type LargeOptions } from '../../src/wrappers/index.ts';
import { name, TestClient } from '../client/client-of.ts';
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

const whole: Step = { body: blob.bytes };

function asked(request: SeenRequest): readonly [start: number, end: number] | undefined {
  const match = /^bytes=(\d+)-(\d+)$/.exec(request.header('range') ?? '');
  return match === null ? undefined : [Number(match[1]), Number(match[2]) + 1];
}

/** A correct or damaged range. */
function part(
  request: SeenRequest,
  change: { readonly shift?: number; readonly total?: number; readonly bytes?: Uint8Array; readonly step?: Step } = {},
): Step {
  const range = asked(request);
  if (range === undefined) return whole;
  const [start, end] = [range[0] + (change.shift ?? 0), range[1] + (change.shift ?? 0)];
  return {
    status: 206,
    headers: { 'content-range': `bytes ${start}-${end - 1}/${change.total ?? size}` },
    body: (change.bytes ?? blob.bytes).subarray(start, end),
    ...change.step,
  };
}

describe('large over HTTP', () => {
  const answers: readonly (readonly [string, (request: SeenRequest) => Step])[] = [
    ['as they should be', (request) => part(request)],
    ['with the whole blob, as if no range was asked for', () => whole],
    ['cut after 20,000 bytes, each time', (request) => part(request, { step: { cutAt: 20_000 } })],
    ['416', (request) => (asked(request) === undefined ? whole : { status: 416 })],
    ['from elsewhere', (request) => part(request, { shift: -1000 })],
    ['of another total', (request) => (request.index % 2 === 0 ? part(request) : part(request, { total: size + 1 }))],
    ['500', (request) => (asked(request) === undefined ? whole : { status: 500 })],
  ];
  for (const [title, answer] of answers) {
    it(`reads a blob whose ranges are ${title} (DL-02)`, async () => {
      await using server = await ScriptedServer.start();
      server.on('GET *', answer).on('HEAD *', { headers: { 'content-length': String(size) } });
      await using client = new TestClient(server.origin);
      await expectBytes(large(client.registry, options).getBlob(name, digest), blob);
      expect(server.seen('GET *').some((request) => asked(request) !== undefined)).toBe(true);
    });
  }

  it('detects wrong bytes in a valid range (DL-02)', async () => {
    await using server = await ScriptedServer.start();
    server.on('GET *', (request) =>
      asked(request)?.[0] === 100_000 ? part(request, { bytes: other }) : part(request),
    );
    await using client = new TestClient(server.origin);
    await expectCode(large(client.registry, options).getBlob(name, digest).then(readAll), 'DIGEST_MISMATCH');
  });

  it('releases connections that it no longer needs', async () => {
    await using server = await ScriptedServer.start();
    server.on('GET *', (request) => part(request, { step: { drip: { bytes: 10_000, everyMs: 1 } } }));
    await using client = new TestClient(server.origin);
    const reader = await large(client.registry, options).getBlob(name, digest);
    for await (const chunk of reader) if (chunk.byteLength > 0) break;
    await expectBytes(large(client.registry, options).getBlob(name, digest), blob);
  });
});
