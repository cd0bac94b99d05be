import { Random } from './random.ts';
import { wordList } from './words.ts';

const wordCount = 500;

/** Endless source text. It compresses to about 0.23, like Go's own source. */
export class SourceText {
  readonly #random: Random;
  readonly #words: readonly string[];
  #depth = 0;

  constructor(seed: number) {
    this.#random = new Random(seed);
    this.#words = wordList(this.#random, wordCount);
  }

  /** `bytes` bytes of lines. The last line may be cut. */
  file(bytes: number): string {
    const names = Array.from({ length: 16 }, () => this.#name());
    this.#depth = 0;
    const parts = [`package ${this.#word()}\n\n`];
    for (let length = parts[0]?.length ?? 0; length < bytes;) {
      const line = this.#line(() => names[this.#random.skewed(names.length)] ?? '');
      parts.push(line);
      length += line.length;
    }
    return parts.join('').slice(0, bytes);
  }

  #line(name: () => string): string {
    const indent = '\t'.repeat(this.#depth + 1);
    switch (this.#random.below(12)) {
      case 0:
        if (this.#depth > 2) return '';
        return (
          `${'\t'.repeat(++this.#depth)}if ${name()} := ${name()}.${this.#name()}` +
          `(${name()}, ${this.#number()}); ${name()} != nil {\n`
        );
      case 1:
      case 2:
        return this.#depth === 0
          ? `}\n\nfunc (${name()} *${this.#name()}) ${this.#name()}(${name()} ${name()}, ${name()} int) error {\n`
          : `${'\t'.repeat(this.#depth--)}}\n`;
      case 3:
      case 4:
      case 5:
        return `${indent}// ${this.#sentence()}\n`;
      case 6:
        return `${indent}return fmt.Errorf("${this.#word()} ${this.#word()} %q: %w", ${name()}, err)\n`;
      case 7:
      case 8:
        return `${indent}${name()}.${this.#name()} = ${name()}[${this.#number()}]\n`;
      case 9:
        return `${indent}{0x${this.#random.hex(2)}, "${this.#name()}", ${name()}},\n`;
      default:
        return `${indent}${name()} := ${name()}(${name()}, ${name()}.${name()})\n`;
    }
  }

  #word(): string {
    return this.#words[this.#random.skewed(wordCount)] ?? '';
  }

  #name(): string {
    const [first, second] = [this.#word(), this.#word()];
    return first + second.slice(0, 1).toUpperCase() + second.slice(1);
  }

  #sentence(): string {
    return Array.from({ length: 4 + this.#random.below(9) }, () => this.#word()).join(' ');
  }

  #number(): string {
    return String(this.#random.skewed(500));
  }
}
