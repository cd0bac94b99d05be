import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readWasmBinary } from '../../../src/formats/wasm/read-binary.ts';
import { isOciError } from '../../../src/spec/index.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'wit-'));
});
afterEach(() => rm(directory, { recursive: true }));

/**
 * The package `acme:tool@1.0.0`, encoded by wasm-tools: an interface `types` with a resource, types of most kinds and a
 * method, and a world `host` that uses the resource and exports the function `run`.
 */
const witPackage =
  '0061736d0d000100078e0101410201420e04000372657303010172020161790162730400017203000101710201780102000179000001' +
  '6d02036f6e650374776f016e020170017101707d016b06016f037d7876016a010701730169000168000140020473656c660b01760800' +
  '0904000d5b6d6574686f645d7265732e6d010c04001561636d653a746f6f6c2f747970657340312e302e3005000b0b01000574797065' +
  '730300000762014102014106014201040003726573030103001561636d653a746f6f6c2f747970657340312e302e3005000203000003' +
  '726573030003726573030001014000010004000372756e010304001461636d653a746f6f6c2f686f737440312e302e3004000b0a0100' +
  '04686f7374030200';
const preamble = '0061736d0d000100';

async function read(hex: string): Promise<unknown> {
  const path = join(directory, 'package.wasm');
  await writeFile(path, Buffer.from(hex, 'hex'));
  return readWasmBinary(path);
}

/** The number of bytes as two bytes of LEB128. */
function size(hex: string): string {
  const bytes = hex.length / 2;
  return Buffer.from([(bytes & 0x7f) | 0x80, bytes >> 7]).toString('hex');
}

/** A package with the interface `a:b/c`, which has one type. */
function packageWith(type: string): string {
  const types = `014102014201${type}040005613a622f630500`;
  return `${preamble}07${size(types)}${types}0b0701000163030000`;
}

describe('a package of WIT definitions', () => {
  it('exports its interfaces and worlds, and the exports of the worlds', async () => {
    expect(await read(witPackage)).toEqual({
      kind: 'component',
      imports: [],
      exports: ['acme:tool/types@1.0.0', 'acme:tool/host@1.0.0', 'run'],
    });
  });

  it.each([
    ['a stream', '016601 7d'],
    ['a stream without a type', '016600'],
    ['a future', '01650173'],
    ['an asynchronous function', '0143010178 73007d'],
    ['a function with named results', '014000 01010161 73'],
    ['a function without a result', '0140000100'],
    ['a list with a fixed length', '01677d04'],
    ['a map', '01637379'],
    ['an error context', '0164'],
    ['a primitive type', '017f'],
    ['an alias of a core type', '02001001000173'],
    ['an instance', '0142 00'],
  ])('may have %s', async (_, type) => {
    expect(await read(packageWith(type.replaceAll(' ', '')))).toMatchObject({ exports: ['a:b/c'] });
  });

  it.each([
    ['an unknown type', '0110', /its type section has the unknown type 0x10/],
    ['an unknown declaration', '0900', /has the unknown declaration 9/],
    ['an unknown alias', '020305', /has the unknown alias 5/],
    ['types that are nested too deeply', '014201'.repeat(60), /nested too deeply/],
    ['bytes after the types', '017f00', /has/],
  ])('with %s is an error', async (_, type, message) => {
    await expect(read(packageWith(type))).rejects.toThrow(message);
  });

  it('with a changed byte is read or an error about the file', async () => {
    for (let at = 16; at < witPackage.length; at += 2) {
      const changed = witPackage.slice(0, at) + 'ff' + witPackage.slice(at + 2);
      try {
        await read(changed);
      } catch (error) {
        expect(isOciError(error, 'INPUT_INVALID')).toBe(true);
      }
    }
  });
});
