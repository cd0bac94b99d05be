const blockBytes = 512;
const typeflagPax = 0x78;

/**
 * Puts modification times into an archive whose headers have none. Headers are USTAR, with PAX headers in front where they are needed,
 * and chunks are whole blocks; they are changed in place.
 *
 * @param times the next entry's time, seconds since 1970
 */
export async function* withTimes(
  archive: AsyncIterable<Uint8Array>,
  times: () => number,
): AsyncGenerator<Uint8Array, void, undefined> {
  /** Bytes of content until the next header. */
  let content = 0;
  /** What is left to read of a PAX header, and what was read. */
  let paxLeft = 0;
  let pax = '';
  for await (const chunk of archive) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    for (let at = 0; at < bytes.byteLength;) {
      if (content > 0) {
        const here = Math.min(content, bytes.byteLength - at);
        if (paxLeft > 0) {
          pax += bytes.toString('latin1', at, at + Math.min(paxLeft, here));
          paxLeft -= Math.min(paxLeft, here);
        }
        content -= here;
        at += here;
        continue;
      }
      const block = bytes.subarray(at, at + blockBytes);
      at += blockBytes;
      // Nothing but the end of the archive has no type.
      if (block[156] === 0) continue;
      const size = Number.parseInt(block.toString('latin1', 124, 135), 8);
      if (block[156] === typeflagPax) {
        pax = '';
        paxLeft = size;
        content = roundUp(size);
        continue;
      }
      writeTime(block, times());
      // A size that does not fit the header stands in the PAX header.
      content = roundUp(paxSize(pax) ?? size);
      pax = '';
    }
    yield chunk;
  }
}

function writeTime(block: Buffer, seconds: number): void {
  block.write(seconds.toString(8).padStart(11, '0'), 136, 'latin1');
  // The checksum is taken with eight spaces in its own place.
  block.fill(0x20, 148, 156);
  let sum = 0;
  for (const byte of block) sum += byte;
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
}

/** The record of the size, if there is one: `length size=value`. Records are read by their lengths, because names may hold anything. */
function paxSize(records: string): number | undefined {
  for (let at = 0; at < records.length;) {
    const length = Number.parseInt(records.slice(at, at + 20), 10);
    if (!(length > 0)) return undefined;
    const record = records.slice(at, at + length);
    const size = /^\d+ size=(\d+)\n$/.exec(record)?.[1];
    if (size !== undefined) return Number(size);
    at += length;
  }
  return undefined;
}

function roundUp(size: number): number {
  return Math.ceil(size / blockBytes) * blockBytes;
}
