import { createCipheriv, type Cipheriv } from 'node:crypto';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const mebibyte = 1024 * 1024;

/**
 * Creates a deterministic tree of about `mebibytes` MiB: 5/16 prose, 5/16 JSON lines, 4/16 random bytes and 2/16 small
 * files.
 */
export async function makeMixedTree(root: string, mebibytes: number): Promise<void> {
  const random = new Random();
  const share = (mebibytes * mebibyte) / 16;
  await mkdir(join(root, 'small'), { recursive: true });
  await fill(join(root, 'prose.txt'), 5 * share, () => `${sentence(random)}\n`);
  await fill(
    join(root, 'records.jsonl'),
    5 * share,
    (line) =>
      `${JSON.stringify({
        id: line,
        level: pick(random, ['info', 'warning', 'error']),
        user: random.below(5000),
        ms: random.below(100_000) / 100,
        trace: random.bytes(8).toString('hex'),
        message: sentence(random),
      })}\n`,
  );
  await fill(join(root, 'random.bin'), 4 * share, () => random.bytes(256 * 1024));
  for (let written = 0, file = 0; written < 2 * share; file++) {
    const lines = Array.from(
      { length: 1 + random.below(160) },
      (_, line) => `${'  '.repeat(line % 4)}${pick(random, words)}: ${pick(random, words)}-${random.below(100)}`,
    );
    const text = `${lines.join('\n')}\n`;
    const directory = join(root, 'small', `${file % 31}`);
    if (file < 31) await mkdir(directory);
    await writeFile(join(directory, `${file}.yaml`), text);
    written += text.length;
  }
}

const words: readonly string[] = [
  'registry manifest layer digest blob of the and with descriptor is pushed pulled before after every tag points to',
  'content addressed storage verified stream archive entries bytes sorted reproducible index platform subject referrer',
  'annotation media type size upload session chunk mounted',
].flatMap((line) => line.split(' '));

function sentence(random: Random): string {
  return Array.from({ length: 6 + random.below(14) }, () => pick(random, words)).join(' ');
}

function pick(random: Random, from: readonly string[]): string {
  return from[random.below(from.length)] ?? '';
}

/** Writes chunks of `next` until the file has `size` bytes. */
async function fill(path: string, size: number, next: (index: number) => string | Buffer): Promise<void> {
  await using file = await open(path, 'w');
  let pieces: Buffer[] = [];
  let gathered = 0;
  for (let written = 0, index = 0; written < size; index++) {
    const piece = Buffer.from(next(index)).subarray(0, size - written);
    pieces.push(piece);
    written += piece.byteLength;
    gathered += piece.byteLength;
    if (gathered < mebibyte && written < size) continue;
    await file.writeFile(Buffer.concat(pieces));
    pieces = [];
    gathered = 0;
  }
}

/** Deterministic random numbers and bytes. */
class Random {
  #state = 7;
  readonly #cipher: Cipheriv = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16));

  /** The key stream of a cipher. */
  bytes(count: number): Buffer {
    return this.#cipher.update(Buffer.alloc(count));
  }

  /** A whole number below `limit`, by mulberry32. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }
}
