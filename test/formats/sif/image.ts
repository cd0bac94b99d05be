import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const headerSize = 128;
export const descriptorSize = 585;
const descriptorsOffset = 4096;

/** One object of a generated image, with the numbers of the format. */
export interface MadeObject {
  readonly type: number;
  readonly data: Uint8Array;
  readonly group?: number;
  readonly link?: number;
  readonly name?: string;
  readonly extra?: Uint8Array;
  readonly alignment?: number;
}

export interface ImageContent {
  readonly objects?: readonly MadeObject[];
  readonly launch?: string;
  readonly arch?: string;
  readonly created?: number;
  readonly total?: number;
}

/** A SIF image with the layout of the reference implementation. */
export function makeImage({
  objects = [primary()],
  launch = '#!/usr/bin/env run-singularity\n',
  arch = '02',
  created = 1_700_000_000,
  total = 48,
}: ImageContent = {}): Buffer {
  const dataOffset = descriptorsOffset + total * descriptorSize;
  const parts: Buffer[] = [];
  const descriptors: Buffer[] = [];
  let end = dataOffset;
  objects.forEach((object, index) => {
    const alignment = object.alignment ?? 1;
    const padding = (alignment - (end % alignment)) % alignment;
    parts.push(Buffer.alloc(padding), Buffer.from(object.data));
    descriptors.push(descriptorOf(object, index + 1, end + padding, padding, created));
    end += padding + object.data.byteLength;
  });
  const image = Buffer.concat([Buffer.alloc(dataOffset), ...parts]);
  image.write(launch, 0, 'latin1');
  image.write('SIF_MAGIC\0', 32, 'latin1');
  image.write('01\0', 42, 'latin1');
  image.write(`${arch}\0`, 45, 'latin1');
  image.write('b2659d4ebd504ea5bd17eec5e54f918e', 48, 'hex');
  const numbers = [
    created,
    created + 60,
    total - objects.length,
    total,
    descriptorsOffset,
    total * descriptorSize,
    dataOffset,
    end - dataOffset,
  ];
  numbers.forEach((number, index) => image.writeBigInt64LE(BigInt(number), 64 + index * 8));
  Buffer.concat(descriptors).copy(image, descriptorsOffset);
  return image;
}

function descriptorOf(object: MadeObject, id: number, offset: number, padding: number, created: number): Buffer {
  const bytes = Buffer.alloc(descriptorSize);
  bytes.writeInt32LE(object.type, 0);
  bytes.writeUInt8(1, 4);
  bytes.writeUInt32LE(id, 5);
  bytes.writeUInt32LE(((object.group ?? 0) | 0xf000_0000) >>> 0, 9);
  bytes.writeUInt32LE((object.link ?? 0) >>> 0, 13);
  const size = object.data.byteLength;
  [offset, size, size + padding, created, created, 1000, 100].forEach((number, index) =>
    bytes.writeBigInt64LE(BigInt(number), 17 + index * 8),
  );
  bytes.write(object.name ?? '', 73, 'utf8');
  bytes.set(object.extra ?? new Uint8Array(), 201);
  return bytes;
}

export function partitionExtra(fileSystem: number, type: number, arch: string): Buffer {
  const bytes = Buffer.alloc(11);
  bytes.writeInt32LE(fileSystem, 0);
  bytes.writeInt32LE(type, 4);
  bytes.write(`${arch}\0`, 8, 'latin1');
  return bytes;
}

/** A primary system partition with arbitrary content. */
export function primary(change: Partial<MadeObject> = {}, arch = '02'): MadeObject {
  return {
    type: 0x4004,
    group: 1,
    alignment: 4096,
    data: Buffer.from('hsqs and so on'),
    extra: partitionExtra(1, 2, arch),
    name: 'root',
    ...change,
  };
}

/** An image with unique content. */
export function uniqueImage(size = 1000): Buffer {
  return makeImage({ objects: [primary({ data: randomBytes(size) })] });
}

export interface Place extends AsyncDisposable {
  readonly path: string;
  file(name: string, content: Uint8Array): Promise<string>;
}

export async function temporaryPlace(): Promise<Place> {
  const path = await mkdtemp(join(tmpdir(), 'sif-test-'));
  return {
    path,
    async file(name, content) {
      await writeFile(join(path, name), content);
      return join(path, name);
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}
