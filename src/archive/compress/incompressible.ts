import type { Block } from './blocks.ts';

// 16 evenly distributed windows of 1 KiB are 1.6 % of a block of 1 MiB. Reading them takes 20 µs. Compressing a block
// that does not become smaller takes 20 ms.
const windowCount = 16;
const windowSize = 1024;
// The sum of the squared byte counts of 1,024 random bytes is 5,116 on average, with a standard deviation of 90. The
// sum for compressed and encrypted content is below this limit. The sum for text, machine code, base64, audio and
// numbers is far above it (base64: 17,000).
const maxUniformSum = 5900;
// Random bytes repeat four bytes about once in 10,000 windows.
const maxRepeats = 4;

/**
 * Estimates from samples whether deflate cannot make a block smaller: in every window the byte values are evenly
 * distributed and hardly repeat. The result depends only on the bytes of the block. Integer arithmetic makes it the
 * same on every machine. It is wrong if all compressible parts are between the windows.
 */
export function looksIncompressible(block: Block): boolean {
  if (block.size < windowCount * windowSize) return false;
  const windows: Uint8Array[] = [];
  for (let index = 0; index < windowCount; index++) {
    const start = Math.floor(((block.size - windowSize) * index) / (windowCount - 1));
    const window = readAt(block, start);
    if (!isUniform(window)) return false;
    windows.push(window);
  }
  let repeats = 0;
  for (const window of windows) repeats += countRepeats(window);
  return repeats <= maxRepeats;
}

function readAt(block: Block, start: number): Uint8Array {
  let before = 0;
  let window: Uint8Array | undefined;
  let filled = 0;
  for (const piece of block.pieces) {
    const end = before + piece.byteLength;
    if (end > start + filled) {
      const part = piece.subarray(start + filled - before, start + windowSize - before);
      if (window === undefined && part.byteLength === windowSize) return part;
      window ??= new Uint8Array(windowSize);
      window.set(part, filled);
      filled += part.byteLength;
      if (filled === windowSize) break;
    }
    before = end;
  }
  return window ?? new Uint8Array(windowSize);
}

function isUniform(window: Uint8Array): boolean {
  const counts = new Uint16Array(256);
  let squares = 0;
  for (const byte of window) {
    const count = counts[byte] ?? 0;
    // Adding (n + 1)² - n² for each byte gives the sum of the squares.
    squares += 2 * count + 1;
    counts[byte] = count + 1;
  }
  return squares < maxUniformSum;
}

function countRepeats(window: Uint8Array): number {
  const view = new DataView(window.buffer, window.byteOffset, window.byteLength);
  const seen = new Int32Array(1024).fill(-1);
  let repeats = 0;
  for (let at = 0; at + 4 <= window.byteLength; at++) {
    const four = view.getUint32(at, true);
    const slot = Math.imul(four, 0x9e3779b1) >>> 22;
    const earlier = seen[slot] ?? -1;
    if (earlier >= 0 && view.getUint32(earlier, true) === four) repeats++;
    seen[slot] = at;
  }
  return repeats;
}
