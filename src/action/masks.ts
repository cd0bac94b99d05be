import * as core from '@actions/core';
import { minSecretLength, type Printer } from '../output/index.ts';

/** Registers secrets with the runner, and with our own printer, before they are first used. */
export class Masks {
  readonly #printer: Printer;
  readonly #known = new Set<string>();

  constructor(printer: Printer) {
    this.#printer = printer;
  }

  /** A text of several lines is masked line by line as well: a log shows it that way. An empty mask would only make the runner complain. */
  readonly add = (secret: string): void => {
    for (const part of new Set([secret, ...secret.split(/\r?\n/).map((line) => line.trim())])) {
      if (part.length < minSecretLength || this.#known.has(part)) continue;
      this.#known.add(part);
      this.#printer.hide(part);
      core.setSecret(part);
    }
  };
}
