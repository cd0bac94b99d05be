import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { pullArtifact } from '../../src/transfer/pull.ts';
import { stagingPrefix } from '../../src/transfer/stage-sweep.ts';
import { isOciError } from '../../src/spec/index.ts';
import type { Answer, ScriptedServer } from '../faults/kit/index.ts';
import { everyLayerType, PullPlace, title, withLayouts, type Layer, type Sample } from './pull-artifact.ts';
import { connected, serveArtifact } from './pull-registry.ts';

/** Content of the destination before a pull. It must be the same afterwards. */
const states: readonly Readonly<Record<string, string>>[] = [
  {},
  { 'out/d/last': 'old', 'out/big.bin': 'old', 'out/other': 'kept' },
];

/** A registry with a sample, which gives a scripted answer for its layer. */
async function serveSample(
  { layer, others, config }: Sample,
  answer: Answer = { body: layer.content },
): Promise<ScriptedServer> {
  return await serveArtifact([...others, layer], (one) => (one === layer ? answer : { body: one.content }), config);
}

/** Pulls, expects a failure without changes, and returns the error. */
async function failed(sample: Sample, answer: Answer, files: Readonly<Record<string, string>>): Promise<string> {
  await using server = await serveSample(sample, answer);
  await using registry = await connected(server.origin);
  await using place = await PullPlace.create(files);
  const before = await place.tree();
  try {
    await pullArtifact(registry.repository, 'v1', place.out, withLayouts);
  } catch (error) {
    expect(await place.tree()).toEqual(before);
    return isOciError(error) ? `${error.code}: ${error.message}` : String(error);
  }
  throw new Error('the pull did not fail');
}

/** Positions in the content: before the first byte, in the middle, before the last byte. */
function pointsOf({ content }: Layer): readonly number[] {
  return [0, Math.floor(content.byteLength / 2), content.byteLength - 1];
}

describe.each(everyLayerType)('%s', (_, make) => {
  const sample = make();
  const { layer } = sample;

  it('leaves the destination unchanged when the connection is cut at any position (EX-16)', async () => {
    for (const [index, at] of pointsOf(layer).entries()) {
      for (const cut of ['fin', 'rst'] as const) {
        expect(
          await failed(sample, { body: layer.content, cutAt: at, cut }, states[index % states.length] ?? {}),
        ).toMatch(/^(?:UNREACHABLE|SIZE_MISMATCH): /);
      }
    }
  });

  it('reports a flipped byte at any position, and leaves the destination unchanged (EX-16)', async () => {
    const { content } = layer;
    const points = [...pointsOf(layer), 1, 9, 30, 300, content.byteLength - 5, content.byteLength - 1100];
    for (const [index, at] of points.entries()) {
      const body = Buffer.from(content);
      body.writeUInt8(body.readUInt8(at) ^ 0x41, at);
      expect(await failed(sample, { body }, states[index % states.length] ?? {}), `byte ${at}`).toMatch(
        /^DIGEST_MISMATCH: .*hashes to sha256:/,
      );
    }
  });

  it('leaves the destination unchanged when a layer is too short or too long (EX-16)', async () => {
    expect(await failed(sample, { body: layer.content.subarray(0, -1) }, states[1] ?? {})).toMatch(
      /^(?:UNREACHABLE|SIZE_MISMATCH|DIGEST_MISMATCH): /,
    );
    expect(await failed(sample, { body: Buffer.concat([layer.content, Buffer.alloc(1)]) }, states[1] ?? {})).toMatch(
      /^(?:SIZE_MISMATCH|DIGEST_MISMATCH): /,
    );
  });

  it('leaves the destination unchanged when the process is killed, and the next pull cleans up (EX-16)', async () => {
    await using held = new AsyncDisposableStack();
    const pulls = await Promise.all(
      pointsOf(layer).map(async (at, index) =>
        held.use(await HeldPull.begin(sample, at, states[index % states.length] ?? {})),
      ),
    );
    const program = join(import.meta.dirname, 'pull-program.ts');
    const child = spawn(process.execPath, ['--no-warnings', program, ...pulls.flatMap(({ args }) => args)], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const ended = once(child, 'exit');
    await Promise.race([Promise.all(pulls.map(({ reached }) => reached)), ended]);
    // The bytes that were sent must have arrived.
    await pause(50);
    child.kill('SIGKILL');
    expect(await ended).toEqual([null, 'SIGKILL']);
    for (const one of pulls) await one.checkAfterKill();
  });
});

/** A pull in another process, from a registry that stops in the middle of a layer. */
class HeldPull implements AsyncDisposable {
  readonly reached: Promise<void>;
  readonly #sample: Sample;
  readonly #server: ScriptedServer;
  readonly #place: PullPlace;
  readonly #before: readonly string[];

  private constructor(
    sample: Sample,
    server: ScriptedServer,
    place: PullPlace,
    before: readonly string[],
    reached: Promise<void>,
  ) {
    this.#sample = sample;
    this.#server = server;
    this.#place = place;
    this.#before = before;
    this.reached = reached;
  }

  static async begin(sample: Sample, at: number, files: Readonly<Record<string, string>>): Promise<HeldPull> {
    const { content } = sample.layer;
    const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
    async function* upTo(): AsyncGenerator<Uint8Array, void, undefined> {
      yield content.subarray(0, at);
      reach();
      await new Promise<never>(() => {});
    }
    const answer: Answer = { headers: { 'Content-Length': String(content.byteLength) }, framing: 'length', body: upTo };
    const server = await serveSample(sample, answer);
    const place = await PullPlace.create(files);
    return new HeldPull(sample, server, place, await place.tree(), reached);
  }

  get args(): readonly string[] {
    return [this.#server.origin.href, this.#place.out];
  }

  async checkAfterKill(): Promise<void> {
    const isLeft = (line: string): boolean => line.startsWith(stagingPrefix);
    const after = await this.#place.tree();
    expect(after.filter((line) => !isLeft(line))).toEqual(this.#before);
    expect(after.some(isLeft)).toBe(true);
    await using whole = await serveSample(this.#sample);
    await using registry = await connected(whole.origin);
    await pullArtifact(registry.repository, 'v1', this.#place.out, withLayouts);
    const then = await this.#place.tree();
    expect(then.filter(isLeft)).toEqual([]);
    expect(then).toContain(`out/${this.#sample.path} (200000)`);
    for (const { descriptor } of this.#sample.others)
      expect(then.some((line) => line.startsWith(`out/${descriptor.annotations?.[title] ?? ''} = `))).toBe(true);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
    await this.#place[Symbol.asyncDispose]();
  }
}

it('leaves the destination unchanged after an abort at any time', async () => {
  for (const [, make] of everyLayerType) {
    const sample = make();
    const stop = new AbortController();
    await using server = await serveSample(sample, { body: sample.layer.content, drip: { bytes: 20_000, everyMs: 5 } });
    await using registry = await connected(server.origin);
    await using place = await PullPlace.create({ 'out/kept': 'k' });
    const before = await place.tree();
    const pulling = pullArtifact(registry.repository, 'v1', place.out, {
      ...withLayouts,
      signal: stop.signal,
      onProgress: (done) => {
        if (done > 60_000) stop.abort();
      },
    });
    await expect(pulling).rejects.toMatchObject({ code: 'ABORTED' });
    expect(await place.tree()).toEqual(before);
  }
});
