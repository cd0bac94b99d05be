import { Random } from './random.ts';
import { wordList } from './words.ts';

const levels = ['info', 'info', 'info', 'info', 'debug', 'debug', 'warn', 'error'] as const;
const wordCount = 8000;
const linesPerChunk = 1000;

/** An endless log of a service, one JSON object per line, with identifiers, names and messages. */
export function* jsonLines(seed: number): Generator<Buffer, never> {
  const random = new Random(seed);
  const words = wordList(random, wordCount);
  let time = Date.UTC(2026, 0, 5, 8);
  for (;;) {
    let text = '';
    for (let line = 0; line < linesPerChunk; line++) {
      time += random.below(40);
      text += event(random, words, new Date(time).toISOString());
    }
    yield Buffer.from(text, 'latin1');
  }
}

/**
 * The lengths of the random parts are chosen so that zlib compresses to 0.4415 at level 6, 0.4435 at 5 and 0.449 at 4.
 */
function event(random: Random, words: readonly string[], time: string): string {
  let message = '';
  for (let left = 7 + random.below(7); left > 0; left--) message += ` ${words[random.below(wordCount)] ?? ''}`;
  return (
    `{"time":"${time}","level":"${random.pick(levels)}","trace":"${random.hex(8)}","digest":"${random.hex(24)}",` +
    `"cursor":"${random.base64(10)}","ms":${random.below(900_000) / 1000},"msg":"${message.slice(1)}"}\n`
  );
}
