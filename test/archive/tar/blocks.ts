// Archives built block by block, because a library would correct the errors that the tests need.

/** The fields of an entry, also invalid ones. */
export interface RawEntry {
  readonly name?: string | Buffer | undefined;
  /** One character. @default '0' */
  readonly type?: string | undefined;
  readonly mode?: number | undefined;
  readonly mtime?: number | undefined;
  readonly linkName?: string | Buffer | undefined;
  readonly content?: string | Buffer | undefined;
  /** A wrong value of the size field. A Buffer is written unchanged. */
  readonly size?: number | Buffer | undefined;
  readonly prefix?: string | undefined;
  /** Eight bytes at offset 257. @default POSIX */
  readonly magic?: string | undefined;
  /** A wrong value of the checksum field. */
  readonly checksum?: number | undefined;
  /** Changes the block before the checksum is written. */
  readonly edit?: ((block: Buffer) => void) | undefined;
}

/** The two blocks of zeros that end an archive. */
export const end: Buffer = Buffer.alloc(1024);

function put(block: Buffer, at: number, value: string | Buffer): void {
  (typeof value === 'string' ? Buffer.from(value) : value).copy(block, at);
}

function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, '0')}\0`;
}

export function header(entry: RawEntry): Buffer {
  const block = Buffer.alloc(512);
  const content = Buffer.from(entry.content ?? '');
  put(block, 0, Buffer.from(entry.name ?? '').subarray(0, 100));
  put(block, 100, octal(entry.mode ?? 0o644, 8));
  put(block, 108, octal(0, 8));
  put(block, 116, octal(0, 8));
  const size = entry.size ?? content.byteLength;
  put(block, 124, typeof size === 'number' ? octal(size, 12) : size);
  put(block, 136, octal(entry.mtime ?? 0, 12));
  put(block, 156, entry.type ?? '0');
  put(block, 157, entry.linkName ?? '');
  put(block, 257, entry.magic ?? 'ustar\x0000');
  put(block, 345, entry.prefix ?? '');
  entry.edit?.(block);
  block.fill(0x20, 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(block, 148, `${octal(entry.checksum ?? sum, 7)} `);
  return block;
}

export function entry(raw: RawEntry): Buffer {
  const content = Buffer.from(raw.content ?? '');
  return Buffer.concat([header(raw), content, Buffer.alloc((512 - (content.byteLength % 512)) % 512)]);
}

/** An archive with its end. */
export function archive(...entries: readonly (RawEntry | Buffer)[]): Buffer {
  return Buffer.concat([...entries.map((item) => (Buffer.isBuffer(item) ? item : entry(item))), end]);
}

/** One record of an extended header. */
export function record(key: string, value: string | Buffer): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), Buffer.from(value), Buffer.from('\n')]);
  let length = rest.byteLength + 1;
  while (String(length).length + rest.byteLength !== length) length = String(length).length + rest.byteLength;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}

/** An extended header with its content. */
export function pax(records: Readonly<Record<string, string | Buffer>>, type: 'x' | 'g' = 'x'): Buffer {
  const content = Buffer.concat(Object.entries(records).map(([key, value]) => record(key, value)));
  return entry({ name: 'PaxHeaders/x', type, content });
}

/** Corrects the checksum of every header, so that a reader also checks the other fields of damaged headers. */
export function fixChecksums(bytes: Buffer): void {
  for (let start = 0; start + 512 <= bytes.byteLength; start += 512) {
    const block = bytes.subarray(start, start + 512);
    if (!/^0[0-7]{5}\0 $/.test(block.toString('latin1', 148, 156))) continue;
    block.fill(0x20, 148, 156);
    const sum = block.reduce((total, byte) => total + byte, 0);
    block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  }
}

/** The bytes in chunks of `size` bytes. */
export async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size);
}

/** Like {@link inChunks}, with one buffer: each chunk is overwritten when the next one is requested. */
export async function* inReusedBuffer(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array, void, undefined> {
  const memory = new Uint8Array(Math.min(size, bytes.byteLength));
  for await (const chunk of inChunks(bytes, size)) {
    memory.set(chunk);
    yield memory.subarray(0, chunk.byteLength);
    memory.fill(0xdd);
  }
}

/** Pseudorandom bytes that are the same in every run (xorshift32). */
export function noise(size: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(size);
  let state = seed;
  for (let at = 0; at < size; at++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[at] = state >>> 11;
  }
  return bytes;
}

/** All bytes of a stream. Copies the chunks, because they may be borrowed. */
export async function concatChunks(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(content, (chunk) => Uint8Array.from(chunk)));
}
