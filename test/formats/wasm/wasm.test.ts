import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { selectFormat, type PlanOptions } from '../../../src/formats/index.ts';
import { buildLayout } from '../../../src/transfer/index.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'wasm-'));
});
afterEach(() => rm(directory, { recursive: true }));

/** `(module)`. */
const emptyModule = '0061736d01000000';
/** `(module (func (export "run")))`. */
const moduleWithExport = '0061736d01000000010401600000030201000707010372756e00000a040102000b';
/**
 * A component of wasm-tools: imports of the instance `wasi:http/types@0.2.0` and the function `log`, exports of the
 * instance `wasi:cli/run@0.2.0` and the function `go`, with a nested module and a nested component.
 */
const component =
  '0061736d0d000100070e01420201400001000400016601000a1a010015776173693a687474702f747970657340302e322e3005000708' +
  '014001016d7301000a080100036c6f670101012c0061736d01000000010401600000030201000707010372756e00000a040102000b00' +
  '09046e616d650002016d02040100000007050140000100060901000001000372756e0806010000000002050a010101000372756e0101' +
  '0b1f020012776173693a636c692f72756e40302e322e300501000002676f01010000330e636f6d706f6e656e742d6e616d6501060011' +
  '0100016d010600120100016901070101010372756e01090501010572756e2d69';
const preamble = '0061736d0d000100';

async function published(hex: string, options: PlanOptions = {}): Promise<Record<string, unknown>> {
  const path = join(directory, 'app.wasm');
  await writeFile(path, Buffer.from(hex, 'hex'));
  const source = { path };
  const plan = await (await selectFormat(source, 'wasm')).plan(source, options);
  const { store, manifest, config } = await buildLayout(plan, join(directory, 'layout'));
  const [text, configText] = await Promise.all(
    [manifest, config].map(async (each) => Buffer.from(await (await store.fetch(each)).bytes()).toString()),
  );
  return { manifest: JSON.parse(text ?? '') as unknown, config: JSON.parse(configText ?? '') as unknown };
}

const digest = expect.stringMatching(/^sha256:/) as string;

it.each<[string, string, string, unknown]>([
  ['an empty module', emptyModule, 'wasip1', null],
  ['a module', moduleWithExport, 'wasip1', null],
  [
    'a component',
    component,
    'wasip2',
    { exports: ['wasi:cli/run@0.2.0', 'go'], imports: ['wasi:http/types@0.2.0', 'log'], target: null },
  ],
  ['a component without a world', preamble, 'wasip2', { exports: [], imports: [], target: null }],
  [
    'a component with the name prefix of earlier tools',
    `${preamble}0a06010101610500`,
    'wasip2',
    { exports: [], imports: ['a'], target: null },
  ],
])('has the manifest and the config of %s', async (_, hex, os, expected) => {
  const { manifest, config } = await published(hex, { timestamp: '2026-11-29T10:00:00Z' });
  expect(manifest).toEqual({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: { mediaType: 'application/vnd.wasm.config.v0+json', digest, size: expect.any(Number) as number },
    layers: [
      {
        mediaType: 'application/wasm',
        digest,
        size: hex.length / 2,
        annotations: { 'org.opencontainers.image.title': 'app.wasm' },
      },
    ],
    annotations: { 'org.opencontainers.image.created': '2026-11-29T10:00:00Z' },
  });
  const { layers } = manifest as { readonly layers: readonly { readonly digest: string }[] };
  expect(config).toEqual({
    created: '2026-11-29T10:00:00Z',
    author: null,
    architecture: 'wasm',
    os,
    layerDigests: layers.map((layer) => layer.digest),
    component: expected,
  });
});

it('skips all kinds of descriptions', async () => {
  // A core module, values by index and by type, types by index and as a resource, a component.
  const entries = ['001100', '020001', '02017f', '030000', '0301', '0400'].map((each) => `000161${each}`);
  const content = `06${entries.join('')}`;
  const { config } = await published(`${preamble}0a${(content.length / 2).toString(16).padStart(2, '0')}${content}`);
  expect(config).toMatchObject({ component: { imports: ['a', 'a', 'a', 'a', 'a', 'a'] } });
});

it('reads exports of each sort, with and without a description', async () => {
  // A core module, a function, a type, a component, and an instance with a description.
  const exported = ['00110000', '010000', '030000', '040000', '0500010500'];
  const entries = exported.map((item, index) => `0001${(0x61 + index).toString(16)}${item}`);
  const content = `05${entries.join('')}`;
  const { config } = await published(`${preamble}0b${(content.length / 2).toString(16).padStart(2, '0')}${content}`);
  expect(config).toMatchObject({ component: { exports: ['a', 'b', 'c', 'd', 'e'] } });
});

it('has the author of the annotations', async () => {
  const annotations = { 'org.opencontainers.image.authors': 'Ada' };
  expect(await published(emptyModule, { annotations })).toMatchObject({ config: { author: 'Ada' } });
});

it.each<[string, string, RegExp]>([
  ['an empty file', '', /app\.wasm" is not a valid WebAssembly file: it does not begin with the magic number/],
  ['another file', '7f454c46', /does not begin with the magic number/],
  ['a file without version', '0061736d', /truncated: its version is missing/],
  ['an unknown version', '0061736d02000000', /version 0x02000000 is not supported/],
  ['a truncated module', moduleWithExport.slice(0, -2), /truncated: the section at byte 27 is incomplete/],
  ['a truncated component', component.slice(0, -2), /truncated: the section at byte \d+ is incomplete/],
  ['a section without size', `${emptyModule}01`, /the section at byte 8 is incomplete/],
  ['a section size without end', `${emptyModule}01ffffffffff`, /the section at byte 8 is incomplete/],
  ['an unknown section of a module', `${emptyModule}0e00`, /the section at byte 8 has the unknown type 14/],
  ['an unknown section of a component', `${preamble}0d00`, /the section at byte 8 has the unknown type 13/],
  ['an empty import section', `${preamble}0a00`, /its import section has an invalid number/],
  ['an import without a description', `${preamble}0a0401000161`, /its import section ends early/],
  ['a name that is too long', `${preamble}0a0401007f61`, /its import section ends early/],
  ['a name that is not UTF-8', `${preamble}0a06010001ff0500`, /a name that is not UTF-8 text/],
  ['an unknown prefix of a name', `${preamble}0a06010201610500`, /has the unknown value 2/],
  ['an unknown description', `${preamble}0a06010001610600`, /has the unknown sort 6/],
  ['bytes after the imports', `${preamble}0a0701000161050000`, /bytes after its last entry/],
  ['an export of an unknown sort', `${preamble}0b0701000161090000`, /its export section has the unknown sort 9/],
  ['too many exports', `${preamble}0b05ffffffff0f`, /its export section has too many entries, 4294967295/],
])('rejects %s', async (_, hex, message) => {
  await expect(published(hex)).rejects.toThrow(message);
});

it('rejects a directory, a missing file and options that it determines itself', async () => {
  const plan = async (path: string, options: PlanOptions = {}): Promise<unknown> =>
    (await selectFormat({ path }, 'wasm')).plan({ path }, options);
  await expect(plan(directory)).rejects.toThrow(/needs a WebAssembly file, and ".*" is a directory/);
  await expect(plan(join(directory, 'missing.wasm'))).rejects.toThrow(/does not exist/);
  await expect(plan(directory, { config: { kind: 'image' } })).rejects.toThrow(/omit `config`/);
});
